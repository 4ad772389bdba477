import type { Samples } from '../store/samples/index.ts';
import { UP_SERIES } from './recorder.ts';

/** What came of our own looks within a short time: how many of them were answered, by whom not. */
export interface Answered {
  /** 0 to 1; null when nobody looked. */
  share: number | null;
  looks: number;
  /** Of the newest look, epoch milliseconds. */
  observedAt: number | null;
  /** Ids of the systems that left a look unanswered. */
  silent: string[];
}

/** @param range in epoch milliseconds, both ends counted */
export function answeredIn(
  samples: Pick<Samples, 'series' | 'points'>,
  { from, to }: { from: number; to: number },
): Answered {
  const silent: string[] = [];
  let [looks, good, newest] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const series of samples.series(UP_SERIES)) {
    const { times, values, length } = samples.points(series, from, to);
    if (length === 0) continue;
    const up = values.subarray(0, length).filter((value) => value === 1).length;
    looks += length;
    good += up;
    newest = Math.max(newest, times[length - 1] ?? newest);
    if (up < length) silent.push(series.labels.system ?? '');
  }
  return {
    share: looks === 0 ? null : good / looks,
    looks,
    observedAt: looks === 0 ? null : newest,
    silent: silent.toSorted(),
  };
}
