import type { ChartTheme } from './chart-theme.ts';
import { frameOption, isDense, type LineStyle, rangeOption, widthOption } from './range-option.ts';
import type { ReducedView } from './reduced-view.ts';
import type { TimeWindow } from './time-window.ts';
import type { EChart } from './use-echarts.ts';
import type { ValueScale } from './value-scale.ts';

/** Draws a window of courses, at most once a frame however often it is moved. */
export interface RangePainter {
  /** Begins anew with other courses, looks or another size. */
  restyle(styles: readonly LineStyle[], scale: ValueScale, theme: ChartTheme): void;
  setView(view: ReducedView, window: TimeWindow): void;
  show(window: TimeWindow): void;
  window(): TimeWindow;
  /** Pixels from the chart's left edge. */
  pixelOf(at: number): number;
  timeAt(pixel: number): number;
  stop(): void;
}

export function createRangePainter(chart: EChart): RangePainter {
  let view: ReducedView | null = null;
  let window: TimeWindow = { from: 0, to: 1 };
  let styles: readonly LineStyle[] = [];
  let wasDense = false;
  let frame: number | null = null;

  const pixelOf = (at: number) => chart.convertToPixel({ xAxisIndex: 0 }, at);
  const paint = () => {
    frame = null;
    if (view === null) return;
    const widthPx = pixelOf(window.to) - pixelOf(window.from);
    const lines = view.of(window, Number.isFinite(widthPx) && widthPx > 0 ? widthPx : chart.getWidth());
    const dense = isDense(lines);
    const widths = dense === wasDense ? {} : widthOption(styles, dense);
    wasDense = dense;
    chart.setOption({ ...frameOption(lines, window), ...widths }, { silent: true });
  };
  const paintSoon = () => {
    frame ??= requestAnimationFrame(paint);
  };

  return {
    restyle(nextStyles, scale, theme) {
      styles = nextStyles;
      wasDense = false;
      chart.setOption(rangeOption(styles, scale, window, theme), { notMerge: true, silent: true });
      paint();
    },
    setView(nextView, nextWindow) {
      view = nextView;
      window = nextWindow;
    },
    show(next) {
      window = next;
      paintSoon();
    },
    window: () => window,
    pixelOf,
    timeAt: (pixel) => chart.convertFromPixel({ xAxisIndex: 0 }, pixel),
    stop() {
      if (frame !== null) cancelAnimationFrame(frame);
    },
  };
}
