import type { Way } from './split.ts';

type Counts = Readonly<Record<Way, number>>;

/**
 * The practice production's users, who are not there one by one: so many requests a second, split by the share that is
 * in force. They are counted beside the requests that somebody really sends.
 */
export interface Users {
  /** Another share is in force from now on. */
  split(percentage: number): void;
  /** Whole requests: all since the start, and those since the share that is in force. */
  counts(): { all: Counts; sinceSplit: Counts };
}

export function createUsers({ perSecond, now }: { perSecond: number; now: () => number }): Users {
  let before: Counts = { mlops: 0, legacy: 0 };
  let share = 0;
  let since = now();
  const sinceSplit = (): Counts => {
    const requests = (Math.max(0, now() - since) / 1000) * perSecond;
    const mlops = Math.floor((requests * share) / 100);
    return { mlops, legacy: Math.floor(requests) - mlops };
  };
  const sum = (one: Counts, other: Counts): Counts => ({
    mlops: one.mlops + other.mlops,
    legacy: one.legacy + other.legacy,
  });
  return {
    split(percentage) {
      before = sum(before, sinceSplit());
      share = percentage;
      since = now();
    },
    counts: () => ({ all: sum(before, sinceSplit()), sinceSplit: sinceSplit() }),
  };
}
