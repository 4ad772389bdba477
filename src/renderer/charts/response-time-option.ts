import type { ResponseTimeChart } from '../../contract/health.ts';
import { formatDuration } from '../format/number.ts';
import { formatExact } from '../format/time.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { ChartOption } from './echarts.ts';

type Line = ResponseTimeChart['lines'][number];

export interface Scale {
  max: number;
  /** Limits that can be drawn, and those that lie above the scale and are named beside it instead. */
  drawn: Line[];
  above: Line[];
}

/**
 * Up to the limits when the measured values can still be told apart below them (an eighth of
 * the height), else only as far as the values go: a flat line at the bottom says nothing.
 */
export function scaleOf(chart: ResponseTimeChart): Scale {
  const highest = Math.max(0, ...chart.buckets.map(([, , , max]) => max ?? 0));
  const top = Math.max(0, ...chart.lines.map((line) => line.value));
  if (highest === 0 || highest >= top / 8) {
    return { max: Math.max(highest, top) * 1.08 || 1, drawn: chart.lines, above: [] };
  }
  const max = highest * 1.25;
  return {
    max,
    drawn: chart.lines.filter((line) => line.value <= max),
    above: chart.lines.filter((line) => line.value > max),
  };
}

/** The mean as a line with everything between least and most shaded; limits as named lines; gaps as gaps. */
export function responseTimeOption(chart: ResponseTimeChart, scale: Scale, theme: ChartTheme): ChartOption {
  const colourOf = { target: theme.muted, warning: theme.warning, critical: theme.critical };
  const quiet = { symbol: 'none', silent: true, animation: false, connectNulls: false } as const;
  const start = chart.buckets[0]?.[0];
  const end = chart.buckets.at(-1)?.[0];
  return {
    animation: false,
    darkMode: theme.scheme === 'dark',
    textStyle: { fontFamily: theme.font },
    grid: {
      top: 12,
      right: 12,
      bottom: 4,
      left: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'time',
      ...(start !== undefined && end !== undefined && { min: start, max: end + chart.bucketMs }),
      axisLine: { lineStyle: { color: theme.line } },
      axisTick: { show: false },
      axisLabel: { color: theme.muted, fontSize: 11, hideOverlap: true, formatter: { day: '{d}. {MMM}' } },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: scale.max,
      splitNumber: 4,
      axisLabel: {
        color: theme.muted,
        fontSize: 11,
        showMaxLabel: false,
        formatter: (value: number) => words(value),
      },
      splitLine: { showMaxLine: false, lineStyle: { color: theme.line, opacity: 0.6 } },
    },
    tooltip: {
      trigger: 'axis',
      transitionDuration: 0,
      backgroundColor: theme.pane,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
      axisPointer: { lineStyle: { color: theme.muted } },
      formatter: (hits) => tooltip(chart, Array.isArray(hits) ? hits[0]?.dataIndex : hits.dataIndex),
    },
    series: [
      {
        ...quiet,
        type: 'line',
        stack: 'range',
        lineStyle: { opacity: 0 },
        data: chart.buckets.map(([at, min]) => [at, min]),
      },
      {
        ...quiet,
        type: 'line',
        stack: 'range',
        lineStyle: { opacity: 0 },
        areaStyle: { color: theme.accent, opacity: 0.18 },
        data: chart.buckets.map(([at, min, , max]) => [at, min === null || max === null ? null : max - min]),
      },
      {
        ...quiet,
        type: 'line',
        lineStyle: { color: theme.accent, width: 1.75 },
        data: chart.buckets.map(([at, , mean]) => [at, mean]),
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          data: scale.drawn.map((line) => ({
            yAxis: line.value,
            lineStyle: { color: colourOf[line.level], type: 'dashed', width: 1 },
            label: {
              formatter: `${line.name} ${words(line.value)}`,
              position: 'insideEndTop',
              color: colourOf[line.level],
              fontSize: 11,
            },
          })),
        },
      },
    ],
  };
}

/** The chart in a sentence. */
export function describeResponseTime(chart: ResponseTimeChart): string {
  const known = chart.buckets.filter(([, , mean]) => mean !== null);
  const last = known.at(-1);
  if (!last) return 'Response time: nothing measured in this time.';
  const means = known.flatMap(([, , mean]) => (mean === null ? [] : [mean]));
  const gaps = chart.buckets.length - known.length;
  const range = `between ${words(Math.min(...means))} and ${words(Math.max(...means))}`;
  return `Response time: mean ${range}, last ${words(last[2] ?? 0)}.${gaps > 0 ? ` ${gaps} of ${chart.buckets.length} intervals without data.` : ''}`;
}

/** Built as elements: a style attribute in a string would be refused by the content security policy. */
function tooltip(chart: ResponseTimeChart, index: number | undefined): HTMLElement | string {
  const bucket = index === undefined ? undefined : chart.buckets[index];
  if (!bucket) return '';
  const [at, min, mean, max] = bucket;
  const box = document.createElement('div');
  const time = document.createElement('div');
  time.textContent = formatExact(at).replace(/ \(.*\)$/, '');
  const value = document.createElement('strong');
  value.textContent =
    min === null || mean === null || max === null
      ? 'nothing measured'
      : `mean ${words(mean)}, from ${words(min)} to ${words(max)}`;
  box.append(time, value);
  return box;
}

function words(ms: number): string {
  const { value, unit } = formatDuration(ms);
  return `${value} ${unit}`;
}
