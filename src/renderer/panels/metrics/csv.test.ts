import { expect, it } from 'vitest';
import { csvOfInstant, csvOfRange } from './csv.ts';

const at = '2026-06-27T09:00:00.000Z';

it('writes a line for each value, a column for each label', () => {
  const csv = csvOfInstant({
    ...{ type: 'vector', at, newestAt: at, text: null },
    items: [
      { labels: { __name__: 'up', job: 'a,"b"' }, value: 1, at: '2026-06-27T08:59:50.000Z', points: [] },
      { labels: { __name__: 'up', zone: '2' }, value: 'NaN', at: null, points: [] },
    ],
  });
  expect(csv).toBe(
    '__name__,job,zone,time,value\r\nup,"a,""b""",,2026-06-27T08:59:50.000Z,1\r\nup,,2,2026-06-27T09:00:00.000Z,NaN\r\n',
  );
});

it('writes every point of a range, and of a matrix', () => {
  const points: [number, number | '+Inf'][] = [
    [0, 1],
    [1000, '+Inf'],
  ];
  const expected = 'job,time,value\r\na,1970-01-01T00:00:00.000Z,1\r\na,1970-01-01T00:00:01.000Z,+Inf\r\n';
  const range = { from: at, to: at, stepMs: 1000, source: 'recorded here', newestAt: at };
  expect(csvOfRange({ ...range, items: [{ labels: { job: 'a' }, points }] })).toBe(expected);
  const matrix = { type: 'matrix' as const, at, newestAt: at, text: null };
  expect(csvOfInstant({ ...matrix, items: [{ labels: { job: 'a' }, value: null, at, points }] })).toBe(
    expected,
  );
});

it('writes a string as what it is', () => {
  expect(csvOfInstant({ type: 'string', at, newestAt: null, text: 'a "b"', items: [] })).toBe(
    'value\r\n"a ""b"""\r\n',
  );
});
