import { useEffect } from 'react';
import { useLive } from '../state/live.tsx';

/** Marks the page as ready once the first health data, or the reason why there is none, has been painted. */
export function useReady(): void {
  const { health } = useLive();
  const settled = health.data !== null || health.problem !== null;
  useEffect(() => {
    if (!settled) return;
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        document.documentElement.dataset.ready = 'true';
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [settled]);
}
