import type { BurnDown } from '../../contract/slo.ts';
import { formatExact, formatMoment } from '../format/time.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { ChartOption } from './echarts.ts';

/** Lower than this the picture does not go: how far below nothing it is stands beside it as a figure. */
const LOWEST = -1;
const STEP = 0.25;

/** What was left of the budget as a line, beside the straight one of even use; gaps as gaps. */
export function burnDownOption({ from, to, points }: BurnDown, theme: ChartTheme): ChartOption {
  const lowest = Math.min(0, ...points.map(([, left]) => left ?? 0));
  return {
    animation: false,
    darkMode: theme.scheme === 'dark',
    textStyle: { fontFamily: theme.font },
    grid: {
      top: 10,
      right: 12,
      bottom: 2,
      left: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'time',
      min: from,
      max: to,
      axisLine: { lineStyle: { color: theme.line }, onZero: false },
      axisTick: { show: false },
      axisLabel: { color: theme.muted, fontSize: 11, hideOverlap: true, formatter: { day: '{d}. {MMM}' } },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: Math.max(LOWEST, Math.floor(lowest / STEP) * STEP),
      max: 1,
      interval: STEP,
      axisLabel: { color: theme.muted, fontSize: 11, formatter: (left: number) => percent(left) },
      splitLine: { lineStyle: { color: theme.line, opacity: 0.6 } },
    },
    tooltip: {
      trigger: 'axis',
      transitionDuration: 0,
      backgroundColor: theme.pane,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
      axisPointer: { lineStyle: { color: theme.muted } },
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

/** Built as elements: a style attribute in a string would be refused by the content security policy. */
function tooltip(point: BurnDown['points'][number] | undefined): HTMLElement | string {
  if (!point) return '';
  const [at, left] = point;
  const box = document.createElement('div');
  const time = document.createElement('div');
  time.textContent = formatExact(at).replace(/ \(.*\)$/, '');
  const value = document.createElement('strong');
  value.textContent = left === null ? 'no request recorded' : `${percent(left, 1)} of the budget left`;
  box.append(time, value);
  return box;
}

function percent(share: number, digits = 0): string {
  return `${(share * 100).toFixed(digits).replace('-', '−')} %`;
}
