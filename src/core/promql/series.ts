import type { Labels } from './labels.ts';
import type { Matcher } from './matcher.ts';

/**
 * The samples of one series, oldest first, no time twice. The arrays may be longer than `count` (room to grow) and
 * are only read. What is appended after `select` returned need not be seen.
 */
export interface Series {
  readonly labels: Labels;
  /** Epoch milliseconds, whole. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** How many samples there are; all of `times` when left out. */
  readonly count?: number;
  /** 1 where a sample says "this series ended here" (Prometheus' staleness marker). None when left out. */
  readonly stale?: Uint8Array | undefined;
}

/** Where an expression takes its samples from. */
export interface SeriesSource {
  /**
   * The series that all matchers match. Samples before `fromMs` and after `toMs` (both inclusive) are not looked at
   * and may be there or not; so may series without samples between them. An instant evaluation works in the order
   * given here, as Prometheus works in the order of its storage. `matchers` is the same array whenever the same
   * selector of the same parsed expression is evaluated: a source may remember what it found for it.
   */
  select(matchers: readonly Matcher[], fromMs: number, toMs: number): Iterable<Series>;
}
