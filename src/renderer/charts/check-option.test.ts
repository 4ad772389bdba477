import { expect, it } from 'vitest';
import type { ChartTheme } from './chart-theme.ts';
import { checkOption, describeCheck } from './check-option.ts';

const THEME: ChartTheme = {
  ...{ scheme: 'dark', text: '#111', muted: '#222', line: '#333', pane: '#444', accent: '#555' },
  ...{ warning: '#666', critical: '#777', series: [], font: 'sans' },
};
const BEGAN = Date.parse('2026-06-27T09:00:00.000Z');
const at = (minutes: number) => new Date(BEGAN + minutes * 60_000).toISOString();
const figure = (value: number) => `${value} ms`;
const CHECK = {
  title: 'Response time',
  everyMs: 60_000,
  success: { below: 2000 },
  failure: { above: 2000 },
  measurements: [
    { at: at(0), value: 600, outcome: 'pass', words: '' },
    { at: at(1), value: 2400, outcome: 'fail', words: '' },
    { at: at(2), value: null, outcome: 'inconclusive', words: 'no data' },
    { at: at(9), value: 700, outcome: 'pass', words: '' },
  ] as const,
};
const check = { ...CHECK, measurements: CHECK.measurements.map((it) => ({ ...it })) };
const option = checkOption(check, { from: BEGAN, to: BEGAN + 540_000 }, figure, THEME);
const [course, without] = Array.isArray(option.series) ? option.series : [];

it('draws a failed one as a diamond, and breaks the line where there is no figure and where nobody looked', () => {
  expect(course?.data).toMatchObject([
    [BEGAN, 600],
    { value: [BEGAN + 60_000, 2400], symbol: 'diamond' },
    [BEGAN + 120_000, null],
    [BEGAN + 180_000, null],
    [BEGAN + 540_000, 700],
  ]);
});

it('marks what has no figure at the bottom', () => {
  expect(without?.data).toMatchObject([[BEGAN + 120_000, expect.any(Number)]]);
});

it('draws a limit of both sides once, as what fails, and keeps it in sight', () => {
  expect(course).toMatchObject({
    markLine: { data: [{ yAxis: 2000, lineStyle: { color: THEME.critical } }] },
  });
  expect(option.yAxis).toMatchObject({ min: 330, max: 2670 });
});

it('draws a limit where it is, not at the next two decimals', () => {
  const availability = { ...check, success: { above: 0.999 }, failure: { below: 0.999 } };
  const { series } = checkOption(availability, { from: BEGAN, to: BEGAN + 1 }, figure, THEME);
  expect(Array.isArray(series) ? series[0] : null).toMatchObject({
    markLine: { precision: -1, data: [{ yAxis: 0.999 }] },
  });
});

it('says the chart in a sentence', () => {
  expect(describeCheck(check, 'below 2000 ms', figure)).toBe(
    'Response time: between 600 ms and 2400 ms, 1 of 4 without a figure; it wants below 2000 ms.',
  );
  expect(describeCheck({ ...check, measurements: [] }, 'below 2000 ms', figure)).toBe(
    'Response time: no figure so far; it wants below 2000 ms.',
  );
});
