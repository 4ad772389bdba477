import { describe, expect, it } from 'vitest';
import type { ResponseTimeChart } from '../../contract/health.ts';
import type { ChartTheme } from './chart-theme.ts';
import { describeResponseTime, responseTimeOption, scaleOf } from './response-time-option.ts';

const THEME: ChartTheme = {
  scheme: 'dark',
  text: 'white',
  muted: 'grey',
  line: 'grey',
  pane: 'black',
  accent: 'blue',
  warning: 'orange',
  critical: 'red',
  series: [],
  font: 'sans-serif',
};

function chartOf(means: (number | null)[]): ResponseTimeChart {
  return {
    source: 'own probes',
    bucketMs: 1000,
    buckets: means.map((mean, index) => [index * 1000, mean && mean - 10, mean, mean && mean + 10]),
    lines: [
      { name: 'warning', value: 1500, level: 'warning' },
      { name: 'target', value: 2000, level: 'target' },
    ],
  };
}

describe('scaleOf', () => {
  it('reaches up to the limits when the values can be told apart below them', () => {
    const scale = scaleOf(chartOf([500, 600]));
    expect(scale.max).toBeGreaterThan(2000);
    expect(scale.drawn).toHaveLength(2);
    expect(scale.above).toEqual([]);
  });

  it('follows small values and names the limits that are above', () => {
    const scale = scaleOf(chartOf([20, 30]));
    expect(scale.max).toBeCloseTo(50);
    expect(scale.drawn).toEqual([]);
    expect(scale.above.map((line) => line.name)).toEqual(['warning', 'target']);
  });

  it('shows the limits while nothing is measured', () => {
    expect(scaleOf(chartOf([null])).drawn).toHaveLength(2);
  });
});

describe('responseTimeOption', () => {
  const chart = chartOf([500, null, 700]);
  const option = responseTimeOption(chart, scaleOf(chart), THEME);
  const series = Array.isArray(option.series) ? option.series : [];

  it('leaves a gap where nothing was measured, in the line and in the shade', () => {
    expect(series.map((each) => each.data)).toEqual([
      [
        [0, 490],
        [1000, null],
        [2000, 690],
      ],
      [
        [0, 20],
        [1000, null],
        [2000, 20],
      ],
      [
        [0, 500],
        [1000, null],
        [2000, 700],
      ],
    ]);
    expect(series.every((each) => 'connectNulls' in each && each.connectNulls === false)).toBe(true);
  });

  it('draws each limit as a line with its name and value', () => {
    const labels = series[2]?.markLine?.data?.map((line) => 'label' in line && line.label?.formatter);
    expect(labels).toEqual(['warning 1,500 ms', 'target 2,000 ms']);
  });
});

describe('describeResponseTime', () => {
  it('says range, last value and gaps', () => {
    expect(describeResponseTime(chartOf([500, null, 700]))).toBe(
      'Response time: mean between 500 ms and 700 ms, last 700 ms. 1 of 3 intervals without data.',
    );
  });

  it('says when nothing was measured', () => {
    expect(describeResponseTime(chartOf([null, null]))).toMatch(/nothing measured/);
  });
});
