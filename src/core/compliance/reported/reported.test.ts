import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../store/index.ts';
import { createReportedScores, type ScorePage } from './index.ts';

const NAME = 'acgs_constitutional_compliance_score';
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 5, 27, 9);
const SINCE = NOW - 30 * 86_400_000;

let store: Store;
let pages: ScorePage[];
beforeEach(() => {
  store = openStore(':memory:', MINUTE);
  pages = [];
});
afterEach(() => store.close());

function reports(job: string, value: number, { at = NOW, principle = 'operational' } = {}): void {
  const { samples } = store;
  const ids = samples.resolve(
    [
      { name: NAME, labels: { job, service: `${job}_service`, policy_type: principle } },
      { name: 'up', labels: { job } },
    ],
    'page',
  );
  samples.append(
    at,
    ids.flatMap((id) => (typeof id === 'number' ? [id] : [])),
    Float64Array.of(value, 1),
  );
  if (!pages.some((page) => page.job === job)) pages.push({ job, state: 'up', problem: null, mistakes: [] });
}

async function look() {
  const collector = createReportedScores({
    samples: store.samples,
    pages: () => pages,
    title: (job) => job.toUpperCase(),
    read: async () => undefined,
  });
  return collector.collect({ mode: 'production', now: NOW, since: SINCE, signal: undefined, tell: () => {} });
}

describe('the scores that services report', () => {
  it('count by what is said now, as the mean over principles, each with its samples', async () => {
    reports('integrity', 0.97);
    reports('integrity', 0.99, { principle: 'governance' });
    const [item] = await look();
    expect(item).toMatchObject({ id: 'integrity', title: 'INTEGRITY', weight: 1, value: 0.98, counts: 0.98 });
    expect(item?.evidence.map(({ source, value, count }) => [source, value, count])).toEqual([
      ['GET /metrics', 0.97, 1],
      ['record of the period', null, 1],
      ['GET /metrics', 0.99, 1],
      ['record of the period', null, 1],
    ]);
  });

  it('count as low as the period was, once the record is long enough to tell', async () => {
    for (let minute = 600; minute >= 0; minute -= 1) {
      reports('integrity', minute > 300 ? 0.8 : 1, { at: NOW - minute * MINUTE });
    }
    const [item] = await look();
    expect(item?.value).toBeCloseTo(0.9, 2);
    expect(item?.evidence[1]).toMatchObject({ count: 601, value: item?.value });
  });

  it('count as low as they are now, however good the period was', async () => {
    for (let minute = 600; minute >= 0; minute -= 1) {
      reports('integrity', minute === 0 ? 0.5 : 1, { at: NOW - minute * MINUTE });
    }
    expect((await look())[0]?.value).toBe(0.5);
  });

  it('stay expected and become unknown when a service says nothing any more', async () => {
    reports('integrity', 1, { at: NOW - 10 * MINUTE });
    reports('governance', 1);
    const items = await look();
    expect(items.map(({ id, value }) => [id, value])).toEqual([
      ['integrity', null],
      ['governance', 1],
    ]);
    expect(items[0]?.says).toBe('has reported no score for operational since 2026-06-27T08:50:00.000Z');
  });

  it.each([
    [97, 'reports 97 for operational: a score is 0 to 1; this may be percent'],
    [970, 'reports 970 for operational: a score is 0 to 1'],
    [-1, 'reports -1 for operational: a score is 0 to 1'],
    [Number.NaN, 'reports NaN for operational: that is no number'],
    [Number.POSITIVE_INFINITY, 'reports Infinity for operational: a score is 0 to 1'],
  ])('are unknown where they are %d, and say why', async (value, says) => {
    reports('integrity', value);
    reports('integrity', 1, { principle: 'governance' });
    expect((await look())[0]).toMatchObject({ value: null, counts: null, says });
  });

  it('are unknown where the page writes them as text', async () => {
    const mistake = `Line 3 of the metrics of Integrity is left out, "${NAME} "0.97"": its value is no number`;
    pages.push({ job: 'integrity', state: 'up', problem: null, mistakes: [mistake] });
    expect(await look()).toMatchObject([
      { id: 'integrity', value: null, says: expect.stringContaining(mistake) },
    ]);
  });

  it('are not expected of a page that was read and shows none, but of one that was never read', async () => {
    // It was read once, and is down now.
    for (const [at, value] of [
      [NOW - MINUTE, 1],
      [NOW, 0],
    ] as const) {
      store.samples.record(at, [{ name: 'up', labels: { job: 'authentication' }, value }]);
    }
    pages.push(
      { job: 'authentication', state: 'down', problem: 'connection refused', mistakes: [] },
      { job: 'evolution-control', state: 'none', problem: 'no metrics', mistakes: [] },
      { job: 'governance', state: 'down', problem: 'connection refused', mistakes: [] },
    );
    expect(await look()).toMatchObject([
      { id: 'governance', value: null, says: 'could not be asked for its score: connection refused' },
    ]);
  });

  it('leave samples of the period out that are no share, and say how many', async () => {
    for (let hour = 10; hour >= 0; hour -= 1)
      reports('integrity', hour === 5 ? 97 : 0.97, { at: NOW - hour * 60 * MINUTE });
    const [item] = await look();
    expect(item?.value).toBeCloseTo(0.97);
    expect(item?.evidence[1]?.says).toContain('1 samples beside a value outside 0 to 1 are left out');
  });
});
