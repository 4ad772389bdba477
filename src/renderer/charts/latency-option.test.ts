import { expect, it } from 'vitest';
import type { LoadFindings } from '../../contract/load-test.ts';
import type { ChartTheme } from './chart-theme.ts';
import { describeLatencies, latencyOption } from './latency-option.ts';

const theme: ChartTheme = {
  ...{ scheme: 'dark', text: 'text', muted: 'muted', line: 'line', pane: 'pane', accent: 'accent' },
  ...{ warning: 'warning', critical: 'critical', series: [], font: 'font' },
};

const found: LoadFindings = {
  ...{ requests: 10, failed: 0, perSecond: 100, connectMs: 1 },
  ...{ p50Ms: 10, p90Ms: 12, p95Ms: 100, p99Ms: 100, maxMs: 110 },
  limits: [{ id: 'response-time', title: 'p95', target: 2000, state: 'met', words: '100 ms' }],
  distribution: [
    { fromMs: 10, toMs: 100, count: 9 },
    { fromMs: 100, toMs: 1000, count: 1 },
  ],
};

function drawn(of: LoadFindings) {
  const { series, xAxis } = latencyOption(of, theme);
  const [bars] = [series].flat();
  if (bars?.type !== 'bar' || Array.isArray(xAxis)) throw new Error('no bars');
  const lines = (bars.markLine?.data ?? []) as { xAxis: number; label: { formatter: string } }[];
  return { bars: bars.data, from: xAxis?.min, to: xAxis?.max, lines };
}

it('draws each step in its middle, on powers of ten that hold the limit too', () => {
  const { bars, from, to } = drawn(found);
  expect(bars).toEqual([
    [1.5, 9],
    [2.5, 1],
  ]);
  expect([from, to]).toEqual([1, 4]);
});

it('names the limit and the 95th percentile where they are', () => {
  const { lines } = drawn(found);
  expect(lines.map(({ xAxis, label }) => [xAxis, label.formatter])).toEqual([
    [2, 'p95 100 ms'],
    [Math.log10(2000), 'T1: below 2 s'],
  ]);
});

it('draws no percentile of none, and says so', () => {
  const none = { ...found, p50Ms: null, p95Ms: null, maxMs: null, distribution: [] };
  expect(drawn(none).lines.map(({ label }) => label.formatter)).toEqual(['T1: below 2 s']);
  expect(describeLatencies(none)).toBe('How long answers took: none succeeded.');
});

it('is told in a sentence', () => {
  expect(describeLatencies(found)).toBe(
    'How long answers took: half of them at most 10 ms, p95 100 ms, the slowest 110 ms; the limit of p95 is 2 s.',
  );
});
