import type { Course, CourseMark, CourseUnit } from '../../contract/courses.ts';
import { measureText } from '../format/measure.ts';
import { formatPercent } from '../format/number.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { Scale } from './course-scale.ts';
import { momentLines, targetOf } from './course-words.ts';
import type { ChartOption } from './echarts.ts';
import { timeFrame, tooltipBox } from './time-frame.ts';

type Buckets = Course['curves'][number]['buckets'];

/** What the charts of one sheet have in common. Times are epoch milliseconds. */
export interface Axis {
  from: number;
  to: number;
  bucketMs: number;
  marks: readonly CourseMark[];
}

/**
 * A figure over time: its mean as a line with everything between least and most shaded, what stands beside
 * it thinner; limits as named lines, events as upright ones. A gap stays a gap, and the time in which
 * nothing is known is grey.
 */
export function courseOption(course: Course, axis: Axis, scale: Scale, theme: ChartTheme): ChartOption {
  const [main, ...others] = course.curves;
  const colourOf = { target: theme.muted, warning: theme.warning, critical: theme.critical };
  const eventColour = {
    good: theme.muted,
    unknown: theme.muted,
    warning: theme.warning,
    critical: theme.critical,
  };
  const quiet = { symbol: 'none', silent: true, animation: false, connectNulls: false } as const;
  const buckets = main?.buckets ?? [];
  const limits = scale.drawn.map((line) => ({
    yAxis: line.value,
    lineStyle: { color: colourOf[line.level], type: 'dashed' as const, width: 1 },
    label: {
      formatter: `${line.name} ${measureText(line.value, course.unit, line.value)}`,
      position: 'insideEndTop' as const,
      color: colourOf[line.level],
      fontSize: 11,
      // A halo: a curve may run below the words.
      textBorderColor: theme.pane,
      textBorderWidth: 3,
    },
  }));
  const events = axis.marks.map((mark) => ({
    xAxis: Date.parse(mark.at),
    lineStyle: { color: eventColour[mark.level], type: 'dotted' as const, width: 1.25 },
    label: { show: false },
  }));
  const frame = timeFrame(axis, theme, { top: 10, right: 10, bottom: 4 });
  return {
    ...frame.chart,
    xAxis: frame.xAxis,
    yAxis: {
      ...frame.yAxis,
      min: scale.min,
      max: scale.max,
      splitNumber: 3,
      ...(course.unit === 'bytes' && { interval: byteInterval(scale) }),
      axisLabel: {
        ...frame.yAxis.axisLabel,
        showMaxLabel: false,
        showMinLabel: scale.min === 0,
        formatter: (value: number) => axisText(value, course.unit, scale),
      },
      splitLine: { ...frame.yAxis.splitLine, showMinLine: scale.min === 0, showMaxLine: false },
    },
    tooltip: {
      ...frame.tooltip,
      confine: true,
      formatter: (hits) => tooltip(course, axis, Array.isArray(hits) ? hits[0]?.dataIndex : hits.dataIndex),
    },
    series: [
      {
        ...quiet,
        type: 'line',
        stack: 'range',
        lineStyle: { opacity: 0 },
        data: buckets.map(([at, min]) => [at, min]),
      },
      {
        ...quiet,
        type: 'line',
        stack: 'range',
        lineStyle: { opacity: 0 },
        areaStyle: { color: theme.accent, opacity: 0.18 },
        data: buckets.map(([at, min, , max]) => [at, min === null || max === null ? null : max - min]),
      },
      ...others.map((curve) => ({
        ...quiet,
        type: 'line' as const,
        lineStyle: { color: theme.muted, width: 1 },
        data: curve.buckets.map(([at, , mean]) => [at, mean]),
      })),
      {
        ...quiet,
        type: 'line',
        lineStyle: { color: theme.accent, width: 1.75 },
        itemStyle: { color: theme.accent },
        data: pointsOf(buckets),
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          // Two digits, where nothing is said: 99.9 % would be drawn at 100 %.
          precision: -1,
          data: [...limits, ...events],
        },
        markArea: {
          silent: true,
          animation: false,
          itemStyle: { color: theme.muted, opacity: 0.13 },
          data: unknownStretches(buckets, axis.bucketMs).map(([from, to]) => [
            { xAxis: from },
            { xAxis: to },
          ]),
        },
      },
    ],
  };
}

/** When nothing is known of the figure, as [from, to). */
export function unknownStretches(buckets: Buckets, bucketMs: number): [number, number][] {
  const stretches: [number, number][] = [];
  for (const [at, , mean] of buckets) {
    if (mean !== null) continue;
    const last = stretches.at(-1);
    if (last && last[1] === at) last[1] = at + bucketMs;
    else stretches.push([at, at + bucketMs]);
  }
  return stretches;
}

/** A value between two gaps has no line: it is drawn as a point. */
function pointsOf(buckets: Buckets) {
  const known = (index: number) => (buckets[index]?.[2] ?? null) !== null;
  return buckets.map(([at, , mean], index) =>
    mean !== null && !known(index - 1) && !known(index + 1)
      ? { value: [at, mean], symbol: 'circle', symbolSize: 4 }
      : [at, mean],
  );
}

/** Bytes are counted in steps of 1024: so are the lines of the grid. */
function byteInterval({ min, max }: Scale): number {
  const step = (max - min) / 3;
  const unit = 1024 ** Math.floor(Math.log(Math.max(1, step)) / Math.log(1024));
  const power = 10 ** Math.floor(Math.log10(Math.max(1, step / unit)));
  const digit = [1, 2, 5, 10].find((candidate) => candidate * power * unit >= step) ?? 10;
  return digit * power * unit;
}

/** As many digits as tell one line of the grid from the next. */
function axisText(value: number, unit: CourseUnit, { min, max }: Scale): string {
  if (unit !== 'ratio') return measureText(value, unit);
  if (value > 1) return '';
  const span = max - min;
  const { value: figure, unit: name } = formatPercent(value, span > 0.05 ? 0 : span > 0.005 ? 1 : 2);
  return `${figure} ${name}`;
}

function tooltip(course: Course, axis: Axis, index: number | undefined): HTMLElement | string {
  const said = index === undefined ? null : momentLines(course, axis, index);
  if (!said) return '';
  const [figure = '', ...others] = said.values;
  const target = targetOf(course);
  const aim = target === null ? [] : [`target ${measureText(target, course.unit, target)}`];
  return tooltipBox(said.when, figure, [...others, ...said.events, ...aim]);
}
