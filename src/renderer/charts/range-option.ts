import { type ChartTheme, SERIES_COLOURS } from './chart-theme.ts';
import type { ChartOption } from './echarts.ts';
import { timeFrame } from './time-frame.ts';
import type { TimeWindow } from './time-window.ts';
import { shortValue, type ValueScale } from './value-scale.ts';

/** A line's looks: its place among the colours; those beyond the last colour are dashed. */
export interface LineStyle {
  id: string;
  place: number;
  isEmphasised: boolean;
}

/** As many lines as can be told apart by colour and dashes. */
export const MOST_LINES = 2 * SERIES_COLOURS;

/** The chart without its lines' points: what does not change while it is moved. */
export function rangeOption(
  styles: readonly LineStyle[],
  scale: ValueScale,
  window: TimeWindow,
  theme: ChartTheme,
): ChartOption {
  const frame = timeFrame(window, theme, { top: 10, right: 16, bottom: 4 });
  return {
    ...frame.chart,
    xAxis: frame.xAxis,
    yAxis: {
      ...frame.yAxis,
      ...scale,
      axisLabel: { ...frame.yAxis.axisLabel, formatter: shortValue },
    },
    dataset: datasetsOf(styles.map(() => new Float64Array(0))),
    series: styles.map(({ id, place, isEmphasised }, index) => ({
      type: 'line' as const,
      id,
      silent: true,
      animation: false,
      showSymbol: false,
      connectNulls: false,
      emphasis: { disabled: true },
      datasetIndex: index,
      encode: { x: 0, y: 1 },
      z: isEmphasised ? 3 : 2,
      lineStyle: {
        color: theme.series[place % SERIES_COLOURS] ?? theme.accent,
        width: widthOf(isEmphasised, false),
        type: place >= SERIES_COLOURS ? ('dashed' as const) : ('solid' as const),
        cap: 'butt' as const,
      },
    })),
  };
}

/** Lines one pixel wide are drawn twenty times as fast as wider ones: with many points only these can be moved. */
const MOST_WIDE_POINTS = 4000;

export function isDense(lines: readonly Float64Array[]): boolean {
  return lines.reduce((sum, { length }) => sum + length / 2, 0) > MOST_WIDE_POINTS;
}

function widthOf(isEmphasised: boolean, dense: boolean): number {
  return isEmphasised ? 3 : dense ? 1 : 1.5;
}

/** The widths of lines that have become many points, or few. */
export function widthOption(styles: readonly LineStyle[], dense: boolean): ChartOption {
  return {
    series: styles.map(({ id, isEmphasised }) => ({
      type: 'line',
      id,
      lineStyle: { width: widthOf(isEmphasised, dense) },
    })),
  };
}

/** What changes with every frame of a move; a line for each style. */
export function frameOption(lines: readonly Float64Array[], { from, to }: TimeWindow): ChartOption {
  return { xAxis: { min: from, max: to }, dataset: datasetsOf(lines) };
}

function datasetsOf(lines: readonly Float64Array[]): NonNullable<ChartOption['dataset']> {
  return lines.map((source) => ({ dimensions: ['time', 'value'], source, sourceHeader: false }));
}
