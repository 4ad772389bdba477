import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { init } from './echarts.ts';

export type EChart = ReturnType<typeof init>;

/** An ECharts in an element, from when its code has come until the element goes; it keeps the element's size. */
export function useEcharts(onResize: () => void = () => {}): {
  host: RefObject<HTMLDivElement | null>;
  chart: EChart | null;
} {
  const host = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChart | null>(null);
  const resized = useEffectEvent(onResize);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let made: EChart | null = null;
    let gone = false;
    const observer = new ResizeObserver(() => {
      made?.resize();
      resized();
    });
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

  return { host, chart };
}
