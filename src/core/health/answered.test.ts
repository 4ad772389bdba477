import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore, type Store } from '../store/index.ts';
import { answeredIn } from './answered.ts';
import { UP_SERIES } from './recorder.ts';

const NOW = 1_750_000_000_000;
let store: Store;

beforeEach(() => {
  store = openStore(':memory:', 60_000);
});
afterEach(() => store.close());

const look = (system: string, agoMs: number, up: 0 | 1) =>
  store.samples.record(NOW - agoMs, [{ name: UP_SERIES, labels: { system }, value: up }]);

it('counts the looks of a short time alone, whatever the day was like', () => {
  for (let ago = 3_600_000; ago > 60_000; ago -= 60_000) look('governance', ago, 1);
  look('governance', 20_000, 1);
  look('governance', 5_000, 0);
  look('integrity', 10_000, 1);
  look('integrity', 2_000, 1);
  expect(answeredIn(store.samples, { from: NOW - 30_000, to: NOW })).toEqual({
    ...{ share: 0.75, looks: 4, observedAt: NOW - 2_000, silent: ['governance'] },
  });
});

it('says nothing of a time in which nobody looked', () => {
  look('governance', 60_000, 1);
  expect(answeredIn(store.samples, { from: NOW - 30_000, to: NOW })).toEqual({
    ...{ share: null, looks: 0, observedAt: null, silent: [] },
  });
});
