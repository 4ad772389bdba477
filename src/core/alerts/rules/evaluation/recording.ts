import type { Stepwise } from '../../../kernel/slices.ts';
import { Labels, METRIC_NAME, type Sample } from '../../../promql/index.ts';
import type { RecordingRule } from '../rule.ts';
import { type QueryOptions, queryingVector } from './query.ts';

export type RecordingOutcome =
  | { kind: 'done'; samples: readonly Sample[] }
  | { kind: 'failed'; problem: string };

/** One evaluation of a recording rule: the samples of its series. */
export function* evaluatingRecording(
  rule: RecordingRule,
  atMs: number,
  { query, queryOffsetMs, limit }: { query: QueryOptions; queryOffsetMs: number; limit: number },
): Stepwise<RecordingOutcome> {
  try {
    const found = yield* queryingVector(rule.expression, atMs - queryOffsetMs, query);
    const samples = found.map(({ labels, value }) => ({
      labels: Labels.of([...labels, [METRIC_NAME, rule.name], ...rule.labels]),
      value,
    }));
    if (new Set(samples.map(({ labels }) => labels.key)).size < samples.length) {
      const problem = 'vector contains metrics with the same labelset after applying rule labels';
      return { kind: 'failed', problem };
    }
    if (limit > 0 && samples.length > limit) {
      return { kind: 'failed', problem: `exceeded limit of ${limit} with ${samples.length} series` };
    }
    return { kind: 'done', samples };
  } catch (error) {
    return { kind: 'failed', problem: error instanceof Error ? error.message : String(error) };
  }
}
