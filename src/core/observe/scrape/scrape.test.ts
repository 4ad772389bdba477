import { afterEach, describe, expect, it } from 'vitest';
import type { HttpClient, HttpRequest } from '../../connect/http/client.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { type ManualClock, manualClock } from '../../kernel/manual-clock.ts';
import { openStore, type Store } from '../../store/index.ts';
import { isStale } from '../../store/samples/index.ts';
import { createScrapeSchedule } from './schedule.ts';
import { createTarget } from './target.ts';

type Page = { status?: number; body: string; type?: string } | OperatorError;

const stores: Store[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

function setup(first: Page, takesMs = 0) {
  const clock: ManualClock = manualClock();
  const store = openStore(':memory:', 60_000);
  stores.push(store);
  const { samples } = store;
  const served = { page: first, takesMs };
  const asked: HttpRequest[] = [];
  const told: string[] = [];
  const http: HttpClient = {
    close: async () => {},
    fetchText(request) {
      asked.push(request);
      return new Promise((resolve, reject) => {
        clock.after(served.takesMs, () => {
          const { page } = served;
          if (page instanceof OperatorError) reject(page);
          else {
            const headers = page.type === undefined ? {} : { 'content-type': page.type };
            resolve({ status: page.status ?? 200, headers, body: page.body, durationMs: served.takesMs });
          }
        });
      });
    },
  };
  served.takesMs = takesMs;
  const target = createTarget({
    ...{ job: 'governance', instance: 'h:8004', url: 'http://h:8004/metrics', what: 'Governance at h:8004' },
    ...{ timeoutMs: 10_000, http, samples, clock, pause: async () => {} },
    redact: (text) => text,
    onMistake: (sentence) => told.push(sentence),
  });
  const look = async () => {
    const looking = target.scrape();
    await clock.advance(served.takesMs + 1);
    return looking;
  };
  const points = (name: string) => {
    const [series] = samples.series(name);
    if (!series) return undefined;
    const { times, values, length } = samples.points(series, 0, 1e15);
    return Array.from({ length }, (_, index) => [
      times[index],
      isStale(values, index) ? 'ended' : values[index],
    ]);
  };
  return { clock, samples, served, asked, told, target, look, points };
}

const down = new OperatorError('unreachable', 'Governance at h:8004: connection refused');

describe('a target', () => {
  it('is read as Prometheus reads it, with the series that say how that went', async () => {
    const { clock, samples, asked, target, look, points } = setup({
      body: '# TYPE x counter\nx_total{a="b"} 5\ny 1\n# EOF\n',
      type: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
    });
    const at = clock.now();
    const scraped = await look();
    expect(scraped?.page.values).toEqual([5, 1]);
    expect(asked[0]?.headers).toMatchObject({
      accept: expect.stringContaining('application/openmetrics-text;version=1.0.0'),
      'x-prometheus-scrape-timeout-seconds': '10',
    });
    expect(samples.series('x_total')).toMatchObject([
      { labels: { a: 'b', instance: 'h:8004', job: 'governance' }, isCounter: true },
    ]);
    expect(samples.series('y')).toMatchObject([{ isCounter: false }]);
    expect(points('up')).toEqual([[at, 1]]);
    expect(points('scrape_samples_scraped')).toEqual([[at, 2]]);
    expect(points('scrape_series_added')).toEqual([[at, 2]]);
    expect(points('scrape_samples_post_metric_relabeling')).toEqual([[at, 2]]);
    expect(points('scrape_duration_seconds')).toHaveLength(1);
    expect(samples.families()).toEqual([{ name: 'x', type: 'counter', unit: '', help: '' }]);
    expect(target.state()).toMatchObject({ state: 'up', samples: 2, kept: 2, mistakes: [] });
    expect(target.latest(60_000)).toBe(scraped);
  });

  it('that does not answer is down, and what it showed ends', async () => {
    const { clock, served, target, look, points } = setup({ body: 'x 1' });
    const first = clock.now();
    await look();
    served.page = down;
    const second = clock.now();
    expect(await look()).toBeUndefined();
    expect(points('x')).toEqual([
      [first, 1],
      [second, 'ended'],
    ]);
    expect(points('up')).toEqual([
      [first, 1],
      [second, 0],
    ]);
    expect(target.state()).toMatchObject({ state: 'down', problem: { code: 'unreachable' } });
    expect(target.latest(60_000)).toBeUndefined();
    served.page = { body: 'x 2' };
    await look();
    expect(points('x')?.at(-1)?.[1]).toBe(2);
  });

  it.each<[string, Page]>([
    ['answers 404', { status: 404, body: '' }],
    ['answers JSON', { body: '{"status":"metrics_error"}' }],
  ])('without metrics is none that is down (%s), but one that had some is', async (_, page) => {
    const { served, target, look, points } = setup(page);
    await look();
    expect(target.state().state).toBe('none');
    expect(points('up')).toBeUndefined();
    served.page = { body: 'x 1' };
    await look();
    served.page = page;
    await look();
    expect(points('up')?.map(([, value]) => value)).toEqual([1, 0]);
  });

  it('tells once, in a sentence each, what is wrong with its page, and keeps the rest', async () => {
    const { clock, target, told, look, points } = setup({
      body: `good 1\nbad\nbad too\ngood 2\nahead 1 ${Date.UTC(2040, 1, 1)}\nlong{l="${'x'.repeat(5000)}"} 1`,
    });
    await look();
    await look();
    expect(told).toEqual([
      'Line 2 of the metrics of Governance at h:8004 is left out, "bad": it has no value (and 1 more lines)',
      'The metrics of Governance at h:8004 show good more than once; the first counts',
      'The metrics of Governance at h:8004 are of a time more than 10 minutes ahead and left out: ahead; check its clock',
      'The metrics of Governance at h:8004 have longer labels than are kept, left out: long; look what they hold',
    ]);
    expect(target.state().mistakes).toEqual(told);
    expect(points('good')?.map(([, value]) => value)).toEqual([1, 1]);
    expect(clock.pending()).toBe(0);
  });

  it('records nothing after it was stopped', async () => {
    const { clock, samples, target } = setup({ body: 'x 1' }, 500);
    const looking = target.scrape();
    target.stop();
    await clock.advance(1000);
    expect(await looking).toBeUndefined();
    expect(samples.series(null)).toEqual([]);
  });
});

describe('the schedule', () => {
  it('reads a target in an even rhythm, joins no two looks, and ends', async () => {
    const { clock, served, target, points } = setup({ body: 'x 1' }, 100);
    const schedule = createScrapeSchedule({ targets: [{ target, intervalMs: 15_000 }], clock });
    const start = clock.now();
    schedule.start();
    schedule.start();
    await clock.advance(61_000);
    expect(points('x')?.map(([at]) => Number(at) - start)).toEqual([0, 15_000, 30_000, 45_000, 60_000]);
    served.takesMs = 40_000;
    await clock.advance(100_000);
    // Turns that passed while it was being read are left out.
    expect(points('x')?.map(([at]) => (Number(at) - start) / 15_000)).toEqual([0, 1, 2, 3, 4, 5, 8]);
    schedule.stop();
    await clock.advance(100_000);
    expect(points('x')).toHaveLength(7);
    expect(clock.pending()).toBe(0);
  });
});
