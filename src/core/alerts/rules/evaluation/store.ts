import type { Labels, SeriesSource } from '../../../promql/index.ts';

/** Where rules read from and write to. */
export interface RuleStore extends SeriesSource {
  /**
   * Adds one sample.
   *
   * @param value null for the marker that says "this series ended here"
   * @returns why it was not taken, in Prometheus' words; null when it was. The same sample twice is taken.
   */
  append(labels: Labels, atMs: number, value: number | null): string | null;
}
