import type { BurnDown } from '../../contract/slo.ts';
import { formatLocal, formatMoment } from '../format/time.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { ChartOption } from './echarts.ts';
import { timeFrame, tooltipBox } from './time-frame.ts';

/** Lower than this the picture does not go: how far below nothing it is stands beside it as a figure. */
const LOWEST = -1;
const STEP = 0.25;

/** What was left of the budget as a line, beside the straight one of even use; gaps as gaps. */
export function burnDownOption({ from, to, points }: BurnDown, theme: ChartTheme): ChartOption {
  const lowest = Math.min(0, ...points.map(([, left]) => left ?? 0));
  const frame = timeFrame({ from, to }, theme, { top: 10, right: 12, bottom: 2 });
  return {
    ...frame.chart,
    xAxis: { ...frame.xAxis, axisLine: { ...frame.xAxis.axisLine, onZero: false } },
    yAxis: {
      ...frame.yAxis,
      min: Math.max(LOWEST, Math.floor(lowest / STEP) * STEP),
      max: 1,
      interval: STEP,
      axisLabel: { ...frame.yAxis.axisLabel, formatter: (left: number) => percent(left) },
    },
    tooltip: {
      ...frame.tooltip,
      formatter: (hits) => tooltip(points[(Array.isArray(hits) ? hits[0] : hits)?.dataIndex ?? -1]),
    },
    series: [
      {
        ...{ type: 'line', symbol: 'none', animation: false, connectNulls: false },
        lineStyle: { color: theme.accent, width: 1.75 },
        areaStyle: { color: theme.accent, opacity: 0.14, origin: 0 },
        data: points.map(([at, left]) => [at, left === null ? null : Math.max(LOWEST, left)]),
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          data: [
            {
              yAxis: 0,
              lineStyle: { color: theme.critical, type: 'dashed', width: 1 },
              label: { formatter: 'spent', position: 'insideStartTop', color: theme.critical, fontSize: 11 },
            },
            [
              {
                coord: [from, 1],
                lineStyle: { color: theme.muted, type: 'dashed', width: 1 },
                label: {
                  formatter: 'even use',
                  position: 'insideMiddleTop',
                  color: theme.muted,
                  fontSize: 11,
                },
              },
              { coord: [to, 0] },
            ],
          ],
        },
      },
    ],
  };
}

/** The chart in a sentence. */
export function describeBurnDown({ from, to, points }: BurnDown): string {
  const range = `from ${formatMoment(from, 0)} to ${formatMoment(to, 0)}`;
  const known = points.flatMap(([, left]) => left ?? []);
  const last = known.at(-1);
  if (last === undefined) return `Error budget ${range}: nothing is known.`;
  const gaps = points.length - known.length;
  return `Error budget ${range}: ${percent(last)} left at the end${gaps > 0 ? `, ${gaps} of ${points.length} points without data` : ''}.`;
}

function tooltip(point: BurnDown['points'][number] | undefined): HTMLElement | string {
  if (!point) return '';
  const [at, left] = point;
  const figure = left === null ? 'no request recorded' : `${percent(left, 1)} of the budget left`;
  return tooltipBox(formatLocal(at), figure);
}

function percent(share: number, digits = 0): string {
  return `${(share * 100).toFixed(digits).replace('-', '−')} %`;
}
