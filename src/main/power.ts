import type { PowerMonitor } from 'electron';

/** What was seen before the machine slept is old: look again at once, not when the next round is due. */
export function checkAfterSleep(
  powerMonitor: Pick<PowerMonitor, 'on' | 'off'>,
  checkNow: () => void,
): () => void {
  powerMonitor.on('resume', checkNow);
  return () => powerMonitor.off('resume', checkNow);
}
