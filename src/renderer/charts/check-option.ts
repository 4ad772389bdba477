import type { RolloutCheck } from '../../contract/rollouts.ts';
import { formatLocal } from '../format/time.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { ChartOption } from './echarts.ts';
import { timeFrame, tooltipBox } from './time-frame.ts';
import type { TimeWindow } from './time-window.ts';

type Measured = Pick<RolloutCheck, 'measurements' | 'success' | 'failure' | 'everyMs'>;

/** Room above and below what is drawn, as a share of it. */
const MARGIN = 0.15;
/** Nobody looked when so many intervals have no measurement: the line breaks. */
const GAP_INTERVALS = 3;

/**
 * A check's measurements as a small line with its limits. What failed has a diamond; what told nothing has a ring, at
 * the bottom where there is no figure. Where there is none the line has a gap.
 *
 * @param figure a value in words
 */
export function checkOption(
  check: Measured,
  window: TimeWindow,
  figure: (value: number) => string,
  theme: ChartTheme,
): ChartOption {
  const { measurements } = check;
  const lines = limitLines(check);
  const { min, max } = scaleOf(check);
  const frame = timeFrame(window, theme, { top: 3, right: 3, bottom: 3 });
  const line = (value: number, colour: string) => ({
    yAxis: value,
    lineStyle: { color: colour, type: 'dashed' as const, width: 1 },
    label: { show: false },
  });
  return {
    ...frame.chart,
    grid: { top: 3, right: 5, bottom: 3, left: 5 },
    xAxis: { ...frame.xAxis, show: false },
    yAxis: { type: 'value', show: false, min, max },
    tooltip: {
      ...frame.tooltip,
      formatter: (hits) => {
        const [hit] = Array.isArray(hits) ? hits : [hits];
        const [at] = Array.isArray(hit?.value) ? hit.value : [];
        const found = measurements.find((it) => Date.parse(it.at) === at);
        if (!found) return '';
        const value = found.value === null ? 'no figure' : figure(found.value);
        return tooltipBox(formatLocal(Date.parse(found.at)), `${value}: ${found.outcome}`, [found.words]);
      },
    },
    series: [
      {
        ...{ type: 'line', animation: false, connectNulls: false },
        lineStyle: { color: theme.accent, width: 1.5 },
        showAllSymbol: true,
        symbol: 'none',
        data: points(check).map(([at, value, outcome]) =>
          value === null || outcome === 'pass'
            ? [at, value]
            : {
                value: [at, value],
                symbol: outcome === 'fail' ? 'diamond' : 'emptyCircle',
                symbolSize: outcome === 'fail' ? 9 : 6,
                itemStyle: { color: outcome === 'fail' ? theme.critical : theme.muted },
              },
        ),
        markLine: {
          silent: true,
          // Left out it is two decimals: a limit of 0.999 would be drawn at 1.
          precision: -1,
          symbol: 'none',
          animation: false,
          data: lines.map(({ value, fails }) => line(value, fails ? theme.critical : theme.muted)),
        },
      },
      {
        ...{ type: 'line', animation: false, lineStyle: { width: 0 }, symbol: 'emptyCircle', symbolSize: 5 },
        itemStyle: { color: theme.muted },
        showAllSymbol: true,
        data: measurements
          .filter(({ value }) => value === null)
          .map(({ at }) => [Date.parse(at), min + (max - min) * 0.06]),
      },
    ],
  };
}

/** The chart in a sentence. */
export function describeCheck(
  { title, measurements }: Pick<RolloutCheck, 'title' | 'measurements'>,
  limit: string,
  figure: (value: number) => string,
): string {
  const values = measurements.flatMap(({ value }) => value ?? []);
  if (values.length === 0) return `${title}: no figure so far; it wants ${limit}.`;
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  const without = measurements.length - values.length;
  const gaps = without > 0 ? `, ${without} of ${measurements.length} without a figure` : '';
  return `${title}: between ${figure(least)} and ${figure(most)}${gaps}; it wants ${limit}.`;
}

/** Its limits, each once: where one side passes and the other fails it is drawn as what fails. */
function limitLines({ success, failure }: Pick<RolloutCheck, 'success' | 'failure'>) {
  const figures = (limits: RolloutCheck['success']) => [
    ...new Set(Object.values(limits).flatMap((value) => value ?? [])),
  ];
  const failing = figures(failure);
  return [
    ...failing.map((value) => ({ value, fails: true })),
    ...figures(success)
      .filter((value) => !failing.includes(value))
      .map((value) => ({ value, fails: false })),
  ];
}

/** Around what was measured and the limits, so that the distance can be seen. */
function scaleOf(check: Measured): { min: number; max: number } {
  const all = [
    ...check.measurements.flatMap(({ value }) => value ?? []),
    ...limitLines(check).map(({ value }) => value),
  ];
  if (all.length === 0) return { min: 0, max: 1 };
  const low = all.reduce((a, b) => Math.min(a, b));
  const high = all.reduce((a, b) => Math.max(a, b));
  const margin = (high - low || Math.abs(high) || 1) * MARGIN;
  return { min: low - margin, max: high + margin };
}

type Point = [at: number, value: number | null, outcome: 'pass' | 'fail' | 'inconclusive'];

/** With a gap where nobody looked. */
function points({ measurements, everyMs }: Measured): Point[] {
  let before: number | null = null;
  return measurements.flatMap(({ at, value, outcome }) => {
    const moment = Date.parse(at);
    const gap: Point[] =
      before !== null && moment - before > GAP_INTERVALS * everyMs
        ? [[before + everyMs, null, 'inconclusive']]
        : [];
    before = moment;
    return [...gap, [moment, value, outcome] satisfies Point];
  });
}
