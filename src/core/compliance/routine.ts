import type { Cancel, Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Assessment, Mode } from './assessment.ts';

/** How old the last look at everything may be. */
const WHOLE_EVERY_MS = 3_600_000;
/** Whoever has just started has enough to do. */
const LEAST_BEFORE_FIRST_MS = 15_000;

/** Validates again and again while the control center runs: quickly with each round of probes, wholly once an hour. */
export interface Routine {
  start(): void;
  /** Ends what is under way. */
  stop(): Promise<void>;
}

export function createRoutine(options: {
  /** Keeps what is looked at watched. */
  hold: () => Cancel;
  validate: (mode: Mode, signal: AbortSignal) => Promise<unknown>;
  /** When everything was looked at last, epoch milliseconds; null when it never was. */
  lastWholeAt: () => number | null;
  intervalMs: number;
  clock: Clock;
  log: Log;
}): Routine {
  const { hold, validate, lastWholeAt, intervalMs, clock, log } = options;
  const stopping = new AbortController();
  let release: Cancel | null = null;
  let cancel: Cancel = () => undefined;
  let running: Promise<void> = Promise.resolve();

  const round = async () => {
    const last = lastWholeAt();
    const isDue = last === null || Math.abs(clock.now() - last) >= WHOLE_EVERY_MS;
    try {
      await validate(isDue ? 'production' : 'quick', stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) log.warn('compliance was not validated', { error });
    }
    if (!stopping.signal.aborted) arm(intervalMs);
  };
  const arm = (delayMs: number) => {
    cancel = clock.after(delayMs, () => {
      running = round();
    });
  };
  return {
    start() {
      if (release !== null || stopping.signal.aborted) return;
      release = hold();
      arm(Math.max(intervalMs, LEAST_BEFORE_FIRST_MS));
    },
    async stop() {
      cancel();
      stopping.abort();
      release?.();
      await running;
    },
  };
}

/**
 * What a validation says, without its figures and times: two of the same gist need not both be kept whole. Evidence
 * counts where it is against something.
 */
export function gistOf({ verdict, expectedHash, parts }: Assessment): string {
  return JSON.stringify([
    ...[verdict, expectedHash],
    ...parts.map(({ id, state, items }) => [
      ...[id, state],
      ...items.map((item) => [
        ...[item.id, item.counts === null ? null : Math.floor(item.counts)],
        ...item.evidence.flatMap(({ source, observed, value }) => (value === 0 ? [[source, observed]] : [])),
      ]),
    ]),
  ]);
}
