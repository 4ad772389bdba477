import type { ArgoOrder } from '../cluster/traffic/index.ts';
import type { Cancel, Clock } from '../kernel/clock.ts';
import { type Problem, problemOf } from '../kernel/errors.ts';
import { judgeObserved, measuredBy, type ObservedShare, type SharesSeen } from './observed-share.ts';
import type { TakeReadings } from './readings.ts';

/** The share of traffic as it is, whoever set it. */
export interface ShareSeen {
  /** 0 to 100; null while nobody knows. */
  percentage: number | null;
  /** Where it is written. */
  source: string;
  /** Epoch milliseconds. */
  observedAt: number | null;
  /** Why it does not tell, or is not in force. */
  note: string | null;
  /** Epoch milliseconds. */
  movedBy: { name: string; at: number } | null;
  /** Orders that what moves it can be given as it is. */
  can: readonly ArgoOrder[];
  /** What metrics say of it; null: it is not verified by metrics, or nobody has looked yet. */
  metrics: SharesSeen | null;
  problem: Problem | null;
}

/** Reads the share as it is now. @throws OperatorError when it cannot be read */
export type ReadShare = (
  signal: AbortSignal,
) => Promise<Pick<ShareSeen, 'percentage' | 'source' | 'note' | 'movedBy' | 'can'>>;

/** What is so old is shown as unknown. */
const STALE_AFTER_MS = 60_000;
const EVERY_MS = 5000;

/** Looks at the share in a rhythm while somebody wants to know it. */
export interface ShareWatch {
  now(): ShareSeen;
  /** Looks as long as somebody listens; told after each look, for how old it is by then. */
  subscribe(listener: () => void): () => void;
  look(signal: AbortSignal): Promise<ShareSeen>;
}

export function createShareWatch(options: {
  read: ReadShare;
  source: string;
  observed: ObservedShare | null;
  take: TakeReadings;
  clock: Clock;
}): ShareWatch {
  const { read, observed, take, clock } = options;
  const listeners = new Set<() => void>();
  let seen: ShareSeen = {
    ...{ percentage: null, source: options.source, observedAt: null, note: null },
    ...{ movedBy: null, can: [], metrics: null, problem: null },
  };
  let cancel: Cancel = () => {};
  let looking: AbortController | null = null;

  const look = async (signal: AbortSignal): Promise<ShareSeen> => {
    try {
      seen = { ...seen, ...(await read(signal)), observedAt: clock.now(), problem: null };
    } catch (error) {
      if (signal.aborted) return now();
      seen = { ...seen, problem: problemOf(error) };
    }
    const metrics = await lookAtMetrics(signal);
    if (signal.aborted) return now();
    seen = { ...seen, metrics };
    for (const listener of listeners) listener();
    return now();
  };
  const lookAtMetrics = async (signal: AbortSignal): Promise<SharesSeen | null> => {
    if (observed === null) return null;
    const [reading = { error: 'nothing was read' }] = await take([measuredBy(observed)], signal).catch(
      (error: unknown) => [{ error: problemOf(error).message }],
    );
    const { percentage, movedBy } = now();
    return judgeObserved(observed, reading, { percentage, movedAt: movedBy?.at ?? null }, clock.now());
  };
  const now = (): ShareSeen => {
    const isOld = seen.observedAt !== null && clock.now() - seen.observedAt > STALE_AFTER_MS;
    return isOld ? { ...seen, percentage: null, can: [] } : seen;
  };
  const goOn = async () => {
    looking = new AbortController();
    await look(looking.signal);
    if (listeners.size > 0) cancel = clock.after(EVERY_MS, () => void goOn());
    else looking = null;
  };

  return {
    now,
    look,
    subscribe(listener) {
      listeners.add(listener);
      if (looking === null) void goOn();
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        cancel();
        looking?.abort();
        looking = null;
      };
    },
  };
}
