import type { LoadFindings } from '../../contract/load-test.ts';
import { formatDuration, grouped } from '../format/number.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { ChartOption } from './echarts.ts';
import { tooltipBox } from './time-frame.ts';

/** How many answers took how long, by powers of ten, with the limit and the 95th percentile as lines. */
export function latencyOption(found: LoadFindings, theme: ChartTheme): ChartOption {
  const { distribution, p95Ms } = found;
  const limit = limitOf(found);
  const words = { color: theme.muted, fontSize: 11 };
  const first = distribution.at(0)?.fromMs ?? 1;
  const last = Math.max(distribution.at(-1)?.toMs ?? 1, limit === undefined ? 0 : limit.target * 1.3);
  const line = (ms: number, name: string, colour: string, distance: number) => ({
    xAxis: Math.log10(ms),
    lineStyle: { color: colour, type: 'dashed' as const, width: 1.5 },
    label: { formatter: name, position: 'end' as const, color: colour, fontSize: 11, distance },
  });
  return {
    animation: false,
    darkMode: theme.scheme === 'dark',
    textStyle: { fontFamily: theme.font },
    grid: {
      top: 34,
      right: 12,
      bottom: 2,
      left: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'value',
      min: Math.floor(Math.log10(first)),
      max: Math.ceil(Math.log10(last)),
      interval: 1,
      axisLine: { lineStyle: { color: theme.line } },
      axisTick: { show: false },
      axisLabel: { ...words, formatter: (power: number) => durationWords(10 ** power) },
      splitLine: { lineStyle: { color: theme.line, opacity: 0.6 } },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 3,
      axisLabel: { ...words, formatter: (count: number) => grouped(count) },
      splitLine: { lineStyle: { color: theme.line, opacity: 0.6 } },
    },
    tooltip: {
      trigger: 'axis',
      transitionDuration: 0,
      backgroundColor: theme.pane,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
      axisPointer: { type: 'shadow' },
      formatter: (hits) => tooltip(distribution[(Array.isArray(hits) ? hits[0] : hits)?.dataIndex ?? -1]),
    },
    series: [
      {
        type: 'bar',
        barCategoryGap: '12%',
        animation: false,
        itemStyle: { color: theme.accent },
        emphasis: { disabled: true },
        // A bar stands in the middle of its step.
        data: distribution.map(({ fromMs, toMs, count }) => [
          (Math.log10(fromMs) + Math.log10(toMs)) / 2,
          count,
        ]),
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          data: [
            ...(p95Ms === null ? [] : [line(p95Ms, `p95 ${durationWords(p95Ms)}`, theme.text, 16)]),
            ...(limit === undefined
              ? []
              : [line(limit.target, `T1: below ${durationWords(limit.target)}`, theme.critical, 4)]),
          ],
        },
      },
    ],
  };
}

/** The chart in a sentence. */
export function describeLatencies(found: LoadFindings): string {
  const { p50Ms, p95Ms, maxMs } = found;
  if (p50Ms === null || p95Ms === null || maxMs === null) return 'How long answers took: none succeeded.';
  const limit = limitOf(found);
  const wanted = limit === undefined ? '' : `; the limit of p95 is ${durationWords(limit.target)}`;
  return `How long answers took: half of them at most ${durationWords(p50Ms)}, p95 ${durationWords(p95Ms)}, the slowest ${durationWords(maxMs)}${wanted}.`;
}

function limitOf({ limits }: LoadFindings) {
  return limits.find(({ id }) => id === 'response-time');
}

function tooltip(step: LoadFindings['distribution'][number] | undefined): HTMLElement | string {
  if (!step) return '';
  const range = `${durationWords(step.fromMs)} to ${durationWords(step.toMs)}`;
  return tooltipBox(range, `${grouped(step.count)} answers`);
}

/** `10 ms`, `2 s`. */
function durationWords(ms: number): string {
  if (ms < 1) return `${Number(ms.toPrecision(2))} ms`;
  if (ms >= 1000 && ms % 100 === 0) return `${ms / 1000} s`;
  const { value, unit } = formatDuration(ms);
  return `${value} ${unit}`;
}
