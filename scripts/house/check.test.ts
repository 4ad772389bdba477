import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breachesIn, checkHouse } from './check.ts';

const rules = (source: string, file = 'src/core/kernel/new.ts') =>
  breachesIn(file, source).map(({ line, rule }) => `${line} ${rule}`);

describe('the house rules', () => {
  it.each([
    ['let x: any;', 'any'],
    ['const x = y as any;', 'any'],
    ['const x = new Map<string, any>();', 'any'],
    ['// @ts-ignore', 'comment'],
    ['/* @ts-expect-error because */', 'comment'],
    ['// biome-ignore lint: because', 'comment'],
    ['// TODO later', 'comment'],
    ['/** FIXME */', 'comment'],
    ["it.skip('a', () => {});", 'left-out test'],
    ["describe.only('a', () => {});", 'left-out test'],
    ["it.todo('a');", 'left-out test'],
    ["it.skipIf(true)('a', () => {});", 'left-out test'],
    ["it.only.each([1])('a', () => {});", 'left-out test'],
    ["test.describe.skip('a', () => {});", 'left-out test'],
    ["xit('a', () => {});", 'left-out test'],
    ['const x = Math.random();', 'chance'],
    ['const x = () => { using y = open(); };', 'using'],
    ['const = 1;', 'syntax'],
  ])('finds the breach in: %s', (source, rule) => {
    const [found] = rules(`\n${source}`);
    expect(found).toBe(rule === 'syntax' ? '1 syntax' : `2 ${rule}`);
  });

  it.each([
    "const any = 'as any'; many.skip(any).only();",
    "const text = 'TODO: it.skip(';",
    'const mastodon = 1; // autodoc of a mastodon',
    "it('skips nothing', () => {});",
  ])('finds nothing in: %s', (source) => {
    expect(rules(source)).toEqual([]);
  });

  it('counts the lines of source files, but not of others', () => {
    expect(rules('x();\n'.repeat(401))).toEqual(['401 size']);
    expect(rules('x();\n'.repeat(400))).toEqual([]);
    expect(rules('x();\n'.repeat(401), 'scripts/new.ts')).toEqual([]);
  });

  it('lets the sandbox throw dice', () => {
    expect(rules('Math.random();', 'src/sandbox/noise.ts')).toEqual([]);
  });

  it('fails when there is nothing to look at', () => {
    const empty = mkdtempSync(join(tmpdir(), 'acgs-house-'));
    try {
      expect(checkHouse(empty)).toMatchObject({ files: 0, breaches: [{ rule: 'nothing' }] });
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});
