import { afterEach, describe, expect, it } from 'vitest';
import { LANGUAGE_WORDS, parseExpression } from '../promql/index.ts';
import { openStore, type Store } from '../store/index.ts';
import { labelsOf, vocabularyOf } from './vocabulary.ts';

const stores: Store[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

function recorded() {
  const store = openStore(':memory:', 60_000);
  stores.push(store);
  const { samples } = store;
  samples.record(1000, [
    { name: 'up', labels: { job: 'governance', instance: 'a' }, value: 1 },
    { name: 'up', labels: { job: 'integrity', instance: 'a' }, value: 1 },
    { name: 'node_cpu', labels: { node: 'node-1' }, value: 1 },
  ]);
  return samples;
}

describe('what an expression can be written with', () => {
  it('names what is recorded, each once', () => {
    expect(vocabularyOf(recorded()).names).toEqual(['node_cpu', 'up']);
  });

  it('knows the labels of one metric, and of all', () => {
    const samples = recorded();
    expect(labelsOf(samples.series('up'))).toEqual([
      { label: 'instance', values: ['a'], total: 1 },
      { label: 'job', values: ['governance', 'integrity'], total: 2 },
    ]);
    expect(labelsOf(samples.series(null)).map(({ label }) => label)).toEqual(['instance', 'job', 'node']);
    expect(labelsOf(samples.series('absent'))).toEqual([]);
  });

  it('gives the first of very many values and says how many there are', () => {
    const store = openStore(':memory:', 60_000);
    stores.push(store);
    const ids = Array.from({ length: 1200 }, (_, index) => String(index));
    store.samples.record(
      1000,
      ids.map((id) => ({ name: 'x', labels: { id }, value: 1 })),
    );
    const [found] = labelsOf(store.samples.series('x'));
    expect(found).toMatchObject({ label: 'id', total: 1200 });
    expect(found?.values).toHaveLength(1000);
  });

  it('offers no function that the parser refuses', () => {
    expect(LANGUAGE_WORDS).toContain('rate');
    expect(LANGUAGE_WORDS).toContain('topk');
    expect(LANGUAGE_WORDS).not.toContain('histogram_avg');
    expect(LANGUAGE_WORDS).not.toContain('limitk');
    expect(() => parseExpression('limitk(1, up)')).toThrow('limitk');
  });
});
