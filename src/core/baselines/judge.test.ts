import { describe, expect, it } from 'vitest';
import type { FigureBaseline } from './baseline.ts';
import { type FigureId, figureOf } from './figures.ts';
import { judge } from './judge.ts';
import { spreadOf } from './readings.ts';

/** Around a value, by so much up and down, in a fixed order. */
const around = (value: number, by: number, count = 24) =>
  Array.from({ length: count }, (_, index) => value + by * Math.sin(index * 2.4));

function baselineOf(figure: FigureId, blocks: number[], value = blocks[0] ?? 0): FigureBaseline {
  return { system: 'integrity', figure, samples: blocks.length * 20, value, blocks, ...spreadOf(blocks) };
}
const reading = (blocks: number[], value = blocks[0] ?? 0) => ({
  samples: blocks.length * 20,
  value,
  blocks,
});
const against = (id: FigureId, before: number[], now: number[], values?: [number, number]) =>
  judge(figureOf(id), baselineOf(id, before, values?.[0]), reading(now, values?.[1]));

describe('a figure against its baseline', () => {
  it('is worse when it lies outside the spread, not by chance, and by enough', () => {
    expect(against('response-time-p95', around(310, 12), around(347, 8, 12), [310, 347])).toEqual({
      verdict: 'worse',
      words:
        'slower by 12 % (p95 310 → 347 ms, n = 240); outside the spread of the baseline, 298 ms to 322 ms',
    });
  });

  it('is better the other way, and worse where lower is worse', () => {
    expect(against('response-time', around(310, 12), around(250, 8, 12), [310, 250]).verdict).toBe('better');
    expect(against('compliance', around(0.97, 0.002), around(0.94, 0.002, 12), [0.97, 0.94])).toMatchObject({
      verdict: 'worse',
      words: expect.stringMatching(/^lower by 3 points \(median 97 → 94 %, n = 240\); outside/),
    });
  });

  it('is the same within the spread, however long it was measured', () => {
    expect(against('response-time', around(310, 40), around(325, 10, 96), [310, 325])).toMatchObject({
      verdict: 'same',
      words: expect.stringContaining('slower by 4.8 % (median 310 → 325 ms, n = 1,920); within the spread'),
    });
  });

  it('is the same when the difference is sure and too small to matter', () => {
    expect(against('response-time', around(310, 1), around(318, 1, 12), [310, 318])).toMatchObject({
      verdict: 'same',
      words: expect.stringContaining('too little to matter'),
    });
    expect(against('response-time', around(2, 0.01), around(2.6, 0.01, 12), [2, 2.6]).verdict).toBe('same');
  });

  it('is the same when few parts differ: that may be chance', () => {
    const now = [...around(310, 12, 5), 400, 401, 402, 403];
    expect(against('response-time', around(310, 12, 8), [...now, 404], [310, 390]).words).toMatch(/chance$/);
  });

  it('is unknown with too few samples, on either side, and with none', () => {
    expect(against('response-time', around(310, 12), around(900, 1, 7), [310, 900])).toEqual({
      verdict: 'unknown',
      words: 'too few samples in this time: they are of 7 parts of it, at least 8 are needed',
    });
    const few = { samples: 19, value: 900, blocks: around(900, 1) };
    const before = baselineOf('response-time', around(310, 12));
    expect(judge(figureOf('response-time'), before, few).words).toBe(
      'too few samples in this time: 19 of at least 20',
    );
    expect(
      judge(figureOf('response-time'), { ...before, samples: 3 }, reading(around(310, 12))).words,
    ).toMatch(/^too few samples in the baseline/);
    expect(judge(figureOf('response-time'), before, { samples: 0, value: null, blocks: [] })).toEqual({
      verdict: 'unknown',
      words: 'nothing was measured in this time',
    });
  });

  it('finds errors where there were none', () => {
    expect(against('error-rate', around(0, 0), around(0.02, 0.003, 12), [0, 0.02])).toMatchObject({
      verdict: 'worse',
      words: expect.stringMatching(/^higher by 2 points \(0 → 2 %/),
    });
    expect(against('error-rate', around(0, 0), around(0, 0, 12), [0, 0]).verdict).toBe('same');
  });

  it('does not call more requests worse', () => {
    expect(against('throughput', around(12, 1), around(40, 2, 12), [12, 40])).toMatchObject({
      verdict: 'changed',
      words: expect.stringContaining('higher, 3.33 times the baseline (median 12 → 40/s'),
    });
  });
});
