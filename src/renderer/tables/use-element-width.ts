import { type RefObject, useLayoutEffect, useState } from 'react';

/** Width of the element's content box in pixels, known before the first paint and kept up to date. */
export function useElementWidth(element: RefObject<HTMLElement | null>): number {
  const [widthPx, setWidthPx] = useState(0);

  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    setWidthPx(target.clientWidth);
    const observer = new ResizeObserver(() => setWidthPx(target.clientWidth));
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);

  return widthPx;
}
