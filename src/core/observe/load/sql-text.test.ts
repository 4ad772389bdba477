import { describe, expect, it } from 'vitest';
import { withoutLiterals } from './sql-text.ts';

describe('a statement as it is shown', () => {
  it.each([
    ["SELECT * FROM users WHERE email = 'ada@example.org'", 'SELECT * FROM users WHERE email = ?'],
    ["UPDATE a SET b = 'it''s', c = 12.5e3 WHERE d1 = 7", 'UPDATE a SET b = ?, c = ? WHERE d1 = ?'],
    ["SELECT E'a\\'b', U&'\\0041', B'101', x'ff', N'x'", 'SELECT ?, …'],
    ["SELECT $$it's a secret$$, $tag$ $$ more $tag$ FROM t", 'SELECT ?, … FROM t'],
    ['SELECT "Weird ""name""" FROM "t 1" WHERE id = $1', 'SELECT "Weird ""name""" FROM "t 1" WHERE id = $1'],
    ["SELECT 1 -- token is 'abc'\n FROM t /* pass /* word */ 'x' */ WHERE a=2", 'SELECT ? FROM t WHERE a=?'],
    ['SELECT col1, t2.c3 FROM t2 WHERE a IN (1, 2, 3,4)', 'SELECT col1, t2.c3 FROM t2 WHERE a IN (?, …)'],
    ["INSERT INTO k VALUES ('cut in the midd", 'INSERT INTO k VALUES (?'],
    ['SELECT $body$ cut in the midd', 'SELECT ?'],
    ["SELECT E'ends in a slash\\", 'SELECT ?'],
    ["SELECT name'x', 0xFF, .5, 1_000", 'SELECT name?, …'],
    ["ALTER ROLE a PASSWORD 'geheim'", 'ALTER ROLE a PASSWORD ?'],
    ["SELECT 'ä', spalte_ö FROM täbelle WHERE x <> -3", 'SELECT ?, spalte_ö FROM täbelle WHERE x <> -?'],
  ])('of %s keeps the names and none of the values', (sql, shown) => {
    expect(withoutLiterals(sql)).toBe(shown);
  });

  it('is cut to what a line holds', () => {
    const shown = withoutLiterals(`SELECT ${'column_name, '.repeat(100)} x`);
    expect(shown).toHaveLength(300);
    expect(shown.endsWith('…')).toBe(true);
  });

  it('takes no longer than its length allows', () => {
    expect(withoutLiterals(`${'('.repeat(20_000)}`)).toHaveLength(300);
  });
});
