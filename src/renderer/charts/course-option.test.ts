import { describe, expect, it } from 'vitest';
import type { Course } from '../../contract/courses.ts';
import type { ChartTheme } from './chart-theme.ts';
import { courseOption, unknownStretches } from './course-option.ts';
import { scaleOf } from './course-scale.ts';
import { describeCourse, momentLines } from './course-words.ts';

const THEME: ChartTheme = {
  ...{ scheme: 'dark', text: 'white', muted: 'grey', line: 'grey', pane: 'black' },
  ...{ accent: 'blue', warning: 'orange', critical: 'red', series: [], font: 'sans-serif' },
};

function buckets(means: (number | null)[]): Course['curves'][number]['buckets'] {
  return means.map((mean, index) => [index * 1000, mean && mean - 10, mean, mean && mean + 10]);
}

function course(means: (number | null)[], own: Partial<Course> = {}): Course {
  return {
    ...{ id: 'response-time', title: 'Response time', unit: 'ms', good: 'below' },
    ...{ source: 'its own request durations', missing: null, value: 700, level: 'good' },
    observedAt: '2026-06-27T09:00:00.000Z',
    lines: [
      { name: 'target', value: 2000, level: 'target' },
      { name: 'warning', value: 1500, level: 'warning' },
    ],
    curves: [{ name: 'p95', buckets: buckets(means) }],
    ...own,
  };
}

const AXIS = {
  ...{ from: 0, to: 4000, bucketMs: 1000 },
  marks: [
    {
      ...{ at: new Date(2100).toISOString(), kind: 'version' as const, level: 'good' as const },
      text: 'Governance 3.2.0, was 3.1.0',
    },
  ],
};

function seriesOf(of: Course) {
  const { series } = courseOption(of, AXIS, scaleOf(of), THEME);
  return Array.isArray(series) ? series : [];
}

describe('courseOption', () => {
  const series = seriesOf(course([500, null, 700, 710]));
  const main = series.at(-1);

  it('leaves a gap where nothing was measured, in the line and in the shade, and greys it', () => {
    expect(series[0]?.data).toEqual([
      [0, 490],
      [1000, null],
      [2000, 690],
      [3000, 700],
    ]);
    expect(series[1]?.data).toEqual([
      [0, 20],
      [1000, null],
      [2000, 20],
      [3000, 20],
    ]);
    expect(series.every((each) => 'connectNulls' in each && each.connectNulls === false)).toBe(true);
    const grey = main && 'markArea' in main ? main.markArea?.data : undefined;
    expect(grey).toEqual([[{ xAxis: 1000 }, { xAxis: 2000 }]]);
  });

  it('draws a value between two gaps as a point: it has no line', () => {
    expect(seriesOf(course([null, 500, null])).at(-1)?.data?.[1]).toMatchObject({
      value: [1000, 500],
      symbol: 'circle',
    });
  });

  it('draws each limit as a line with its name and value, and events upright', () => {
    const lines = main && 'markLine' in main ? (main.markLine?.data ?? []) : [];
    expect(lines.map((line) => 'label' in line && line.label?.formatter)).toEqual([
      'target 2,000 ms',
      'warning 1,500 ms',
      undefined,
    ]);
    expect(lines.at(-1)).toMatchObject({ xAxis: 2100 });
    // ECharts would round a limit of 0.999 to two digits.
    expect(main && 'markLine' in main && main.markLine?.precision).toBe(-1);
  });

  it('puts p50 beside p95 without a shade of its own', () => {
    const beside = seriesOf(
      course([500, 510], {
        curves: [
          { name: 'p95', buckets: buckets([500, 510]) },
          { name: 'p50', buckets: buckets([200, 210]) },
        ],
      }),
    );
    expect(beside).toHaveLength(4);
    expect(beside[2]?.data).toEqual([
      [0, 200],
      [1000, 210],
    ]);
  });
});

it('joins what is not known to stretches', () => {
  expect(unknownStretches(buckets([null, null, 1, null]), 1000)).toEqual([
    [0, 2000],
    [3000, 4000],
  ]);
});

describe('the words of a chart', () => {
  it('say range, last value, limits and gaps', () => {
    expect(describeCourse(course([500, null, 700]))).toBe(
      'Response time: p95 between 500 ms and 700 ms, last 700 ms. Limits: target 2,000 ms, warning 1,500 ms. 1 of 3 intervals without data.',
    );
    expect(describeCourse(course([null]))).toBe('Response time: nothing measured in this time.');
  });

  it('say of a moment when it was, with its zone, what was measured and what happened', () => {
    const said = momentLines(course([500, null, 700]), AXIS, 2);
    expect(said?.when).toMatch(/^Thu.* 1970.*00:00:02 \S+ to .*00:00:03$/);
    expect(said?.values).toEqual(['p95 700 ms, from 690 ms to 710 ms']);
    expect(said?.events).toEqual(['Governance 3.2.0, was 3.1.0']);
    expect(momentLines(course([500, null]), AXIS, 1)?.values).toEqual(['p95: not known']);
    expect(momentLines(course([500]), AXIS, 7)).toBeNull();
  });
});
