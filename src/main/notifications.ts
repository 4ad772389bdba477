import { Notification } from 'electron';
import type { Verdict } from '../contract/health.ts';
import type { HealthSummary } from '../core/health/index.ts';
import type { Clock } from '../core/kernel/clock.ts';

/** A system that flaps must not bury the desk: what worsens within this time waits for its end. */
const MIN_INTERVAL_MS = 5 * 60_000;

const BADNESS: Record<Verdict, number> = { pass: 0, unknown: 1, fail: 2 };

export interface HealthNotifier {
  update(summary: HealthSummary): void;
  close(): void;
}

/**
 * Tells the operator when the verdict gets worse, once for each time it does, and never twice within
 * five minutes. Getting better is silent. Nothing is known at the start, so a first `unknown` is not news.
 */
export function createNotifier(options: { clock: Clock; onClick: () => void }): HealthNotifier {
  const { clock, onClick } = options;
  let current: HealthSummary = { verdict: 'unknown', text: '', level: 'unknown' };
  /** The verdict the operator knows of: the last one told, or any better one since. */
  let known: Verdict = 'unknown';
  let quietUntil = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | null = null;

  const tellIfWorse = () => {
    cancel = null;
    if (BADNESS[current.verdict] <= BADNESS[known]) return;
    if (clock.monotonic() < quietUntil) {
      cancel = clock.after(quietUntil - clock.monotonic(), tellIfWorse);
      return;
    }
    known = current.verdict;
    quietUntil = clock.monotonic() + MIN_INTERVAL_MS;
    if (!Notification.isSupported()) return;
    const notification = new Notification({
      title:
        current.verdict === 'fail' ? 'ACGS: something is wrong' : 'ACGS: cannot tell whether all is well',
      body: current.text,
    });
    notification.on('click', onClick);
    notification.show();
  };

  return {
    update(summary) {
      current = summary;
      if (BADNESS[summary.verdict] < BADNESS[known]) known = summary.verdict;
      if (cancel === null) tellIfWorse();
    },
    close: () => cancel?.(),
  };
}
