import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Bone } from '../states/panel-skeleton.tsx';
import styles from './chart.module.css';
import { type ChartTheme, readChartTheme } from './chart-theme.ts';
import type { ChartOption, init } from './echarts.ts';

interface ChartProps {
  /** Called again for each theme; keep it stable while nothing changes. */
  option: (theme: ChartTheme) => ChartOption;
  /** The chart in a sentence, for who cannot see it. */
  label: string;
}

/** The one way ECharts comes onto the page: it fills its container and follows the theme. */
export function Chart({ option, label }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<ReturnType<typeof init> | null>(null);
  const scheme = useComputedColorScheme();

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let made: ReturnType<typeof init> | null = null;
    let gone = false;
    const observer = new ResizeObserver(() => made?.resize());
    void import('./echarts.ts').then((echarts) => {
      if (gone) return;
      made = echarts.init(element);
      observer.observe(element);
      setChart(made);
    });
    return () => {
      gone = true;
      observer.disconnect();
      made?.dispose();
      setChart(null);
    };
  }, []);

  useEffect(() => {
    if (chart && host.current)
      chart.setOption(option(readChartTheme(host.current, scheme)), { notMerge: true });
  }, [chart, option, scheme]);

  return (
    <div className={styles.frame}>
      <div className={styles.chart} ref={host} role="img" aria-label={label} />
      {!chart && (
        <div className={styles.loading}>
          <Bone />
        </div>
      )}
    </div>
  );
}
