import { afterEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../store/index.ts';
import { isStale } from '../store/samples/index.ts';
import { createSeriesWriter, type WrittenSample, type WrittenSeries } from './series-writer.ts';

const stores: Store[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

function setup(labels: Record<string, string> = {}) {
  const store = openStore(':memory:', 60_000);
  stores.push(store);
  const { samples } = store;
  const writer = createSeriesWriter({ samples, source: 'test', labels, pause: async () => {} });
  const all = (name: string) =>
    samples.series(name).map((series) => {
      const { times, values, length } = samples.points(series, 0, 1e15);
      const points = Array.from({ length }, (_, index) => [
        times[index],
        isStale(values, index) ? 'ended' : values[index],
      ]);
      return { labels: series.labels, points };
    });
  return { samples, writer, all };
}

const x: WrittenSeries = { name: 'x', labels: {} };
const y: WrittenSeries = { name: 'y', labels: { a: 'b' } };
const shown = (...samples: [WrittenSeries, number][]): WrittenSample[] =>
  samples.map(([series, value]) => ({ series, value }));

describe('what one source shows', () => {
  it('is written with the labels of the source, and what it shows under their names is kept', async () => {
    const { writer, all } = setup({ job: 'governance', instance: 'h:1' });
    await writer.write(1000, shown([{ name: 'x', labels: { job: 'its own' } }, 1]));
    expect(all('x')).toEqual([
      { labels: { exported_job: 'its own', instance: 'h:1', job: 'governance' }, points: [[1000, 1]] },
    ]);
  });

  it('ends when it is not shown any more, and begins again', async () => {
    const { writer, all } = setup();
    expect(await writer.write(1000, shown([x, 1], [y, 2]))).toMatchObject({ written: 2, added: 2 });
    expect(await writer.write(2000, shown([x, 1]))).toMatchObject({ written: 1, added: 0 });
    await writer.write(3000, shown([x, 1]));
    expect(await writer.write(4000, shown([x, 1], [y, 5]))).toMatchObject({ written: 2, added: 1 });
    writer.end(5000);
    expect(all('y')[0]?.points).toEqual([
      [1000, 2],
      [2000, 'ended'],
      [4000, 5],
      [5000, 'ended'],
    ]);
    expect(all('x')[0]?.points.at(-1)).toEqual([5000, 'ended']);
  });

  it('counts once when it is shown twice', async () => {
    const { writer, all } = setup();
    const again = { name: 'y', labels: { a: 'b' } };
    const report = await writer.write(1000, shown([y, 1], [y, 2], [again, 3]));
    expect(report).toMatchObject({ written: 1, added: 1, duplicates: { count: 2, example: 'y{a="b"}' } });
    expect(all('y')[0]?.points).toEqual([[1000, 1]]);
  });

  it('has the times it says, unless they are far in the future, and does not end for being missing once', async () => {
    const { writer, all } = setup();
    const report = await writer.write(1_000_000, [
      { series: x, value: 1, at: 990_000 },
      { series: y, value: 1, at: 1_000_000 + 600_001 },
    ]);
    expect(report).toMatchObject({ written: 1, future: { count: 1, example: 'y{a="b"}' } });
    await writer.write(1_010_000, []);
    expect(all('x')[0]?.points).toEqual([[990_000, 1]]);
  });

  it('is bounded, and what is left out is counted and named', async () => {
    const { samples, writer } = setup();
    const many = Array.from(
      { length: 100_000 },
      (_, index): WrittenSample => ({
        series: { name: 'many', labels: { n: String(index) } },
        value: index,
      }),
    );
    expect(await writer.write(1000, many)).toMatchObject({ written: 10_000, refused: 90_000 });
    expect(await writer.write(2000, many)).toMatchObject({ written: 10_000, refused: 90_000, added: 0 });
    expect(samples.dropped()).toMatchObject([
      { source: 'test', reason: 'source-full', samples: 180_000, name: 'many', firstAt: 1000, lastAt: 2000 },
    ]);
    expect(samples.series('many')).toHaveLength(10_000);
  });

  it('says of labels that are too long that they are, not that there are too many series', async () => {
    const { writer } = setup();
    const long = { name: 'long', labels: { l: 'x'.repeat(5000) } };
    expect(await writer.write(1000, [{ series: long, value: 1 }])).toMatchObject({
      ...{ written: 0, refused: 0 },
      tooLong: { count: 1, example: 'long' },
    });
  });
});
