import { describe, expect, it } from 'vitest';
import { seeded } from '../journal/testing/seeded.ts';
import { byteSink, byteSource, putCount, putSigned, takeCount, takeSigned, written } from './bytes.ts';
import { addPoint, addStaleMark, emptyPoints, isStale, type Points, wordsOf } from './points.ts';
import { packPoints, unpackPoints } from './raw-chunk.ts';

function there(points: Points): { bytes: number; back: Points } {
  const data = packPoints(points);
  const back = emptyPoints(0);
  unpackPoints({ data, fromAt: points.times[0] ?? 0, count: points.length }, back);
  return { bytes: data.length, back };
}

function bits({ times, values, length }: Points): number[][] {
  const words = wordsOf(values);
  return Array.from({ length }, (_, index) => [
    times[index] ?? 0,
    words[index * 2] ?? 0,
    words[index * 2 + 1] ?? 0,
  ]);
}

describe('packed points', () => {
  const kinds: [string, (pick: (below: number) => number, index: number) => number][] = [
    ['whole numbers', (pick) => pick(1000) - 500],
    ['a counter with resets', (pick, index) => (index % 97) * 1000 + pick(1000)],
    ['decimals', (pick) => pick(1_000_000) / 1000],
    ['of very different sizes', (pick) => (pick(2 ** 31) * 2 ** (pick(200) - 100)) / (1 + pick(1000))],
    ['any bits', (pick) => new Float64Array(new Uint32Array([pick(2 ** 32), pick(2 ** 32)]).buffer)[0] ?? 0],
    ['mostly the same', (pick) => (pick(20) === 0 ? pick(5) : 1)],
    ['near the limits', (pick) => (pick(2) === 0 ? 1 : -1) * (2 ** 53 - pick(10))],
    [
      'as large and small as there are',
      (pick) => [Number.MAX_VALUE, Number.MIN_VALUE, 1e308, 5e-324][pick(4)] ?? 0,
    ],
    [
      'what is no number',
      (pick) => [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1.5][pick(6)] ?? 0,
    ],
  ];

  it.each(kinds)('come back bit by bit: %s', (_, valueAt) => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const pick = seeded(seed);
      const points = emptyPoints(0);
      let at = 1_700_000_000_000 + pick(2 ** 31);
      for (let index = 0; index < 1 + pick(400); index += 1) {
        at += pick(3) === 0 ? 1 + pick(100_000) : 15_000;
        addPoint(points, at, valueAt(pick, index));
        if (pick(50) === 0) addStaleMark(points, ++at);
      }
      // A NaN that is no stale mark has no bits of its own.
      const { back } = there(points);
      const plain = (all: Points) =>
        bits(all).map((row, index) =>
          Number.isNaN(all.values[index]) && !isStale(all.values, index) ? row[0] : row,
        );
      expect(plain(back)).toEqual(plain(points));
    }
  });

  it('keep the mark of an end apart from other NaN', () => {
    const points = emptyPoints();
    addPoint(points, 1, Number.NaN);
    addStaleMark(points, 2);
    const { back } = there(points);
    expect([isStale(back.values, 0), isStale(back.values, 1)]).toEqual([false, true]);
  });

  it('take little room while the interval and the value are kept', () => {
    const points = emptyPoints();
    for (let index = 0; index < 240; index += 1) addPoint(points, index * 15_000, 1);
    expect(there(points).bytes).toBeLessThan(20);
  });
});

describe('numbers as bytes', () => {
  it.each([0, 1, 127, 128, 16_383, 16_384, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 45 + 1, 2 ** 52 - 1])(
    'come back: %d',
    (number) => {
      const sink = byteSink(1);
      putCount(sink, number);
      putSigned(sink, -number);
      putSigned(sink, number);
      const source = byteSource(written(sink));
      expect([takeCount(source), takeSigned(source) + 0, takeSigned(source)]).toEqual([
        number,
        0 - number,
        number,
      ]);
    },
  );
});
