import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { init } from './echarts.ts';

export type EChart = ReturnType<typeof init>;

/**
 * An ECharts in an element, from when its code has come and there is room for it until the element goes; it
 * keeps the element's size.
 */
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
    let observer: ResizeObserver | null = null;
    void import('./echarts.ts').then((echarts) => {
      if (gone) return;
      observer = new ResizeObserver(() => {
        // ECharts cannot draw into an element that has no size: it waits for room.
        if (element.clientWidth === 0 || element.clientHeight === 0) return;
        if (made) {
          made.resize();
          resized();
        } else {
          made = echarts.init(element);
          setChart(made);
        }
      });
      observer.observe(element);
    });
    return () => {
      gone = true;
      observer?.disconnect();
      made?.dispose();
      setChart(null);
    };
  }, []);

  return { host, chart };
}
