import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';
import { Bone } from '../states/panel-skeleton.tsx';
import styles from './chart.module.css';
import { type ChartTheme, readChartTheme } from './chart-theme.ts';
import type { ChartOption } from './echarts.ts';
import { useEcharts } from './use-echarts.ts';

interface ChartProps {
  /** Called again for each theme; keep it stable while nothing changes. */
  option: (theme: ChartTheme) => ChartOption;
  /** The chart in a sentence, for who cannot see it. */
  label: string;
  /** Told the value of the horizontal axis that was pressed. */
  onPick?: (x: number) => void;
}

/** The one way ECharts comes onto the page: it fills its container and follows the theme. */
export function Chart({ option, label, onPick }: ChartProps) {
  const { host, chart } = useEcharts();
  const scheme = useComputedColorScheme();

  useEffect(() => {
    if (chart && host.current)
      chart.setOption(option(readChartTheme(host.current, scheme)), { notMerge: true });
  }, [chart, host, option, scheme]);

  const pick = useEffectEvent((offsetX: number) => {
    const x = chart?.convertFromPixel({ xAxisIndex: 0 }, offsetX);
    if (typeof x === 'number') onPick?.(x);
  });
  const picks = onPick !== undefined;
  useEffect(() => {
    if (!chart || !picks) return;
    const surface = chart.getZr();
    const press = ({ offsetX }: { offsetX: number }) => pick(offsetX);
    surface.on('click', press);
    return () => surface.off('click', press);
  }, [chart, picks]);

  return (
    <div className={styles.frame} data-picks={picks || undefined}>
      <div className={styles.chart} ref={host} role="img" aria-label={label} />
      {!chart && (
        <div className={styles.loading}>
          <Bone />
        </div>
      )}
    </div>
  );
}
