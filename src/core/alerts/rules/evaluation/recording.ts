import { Labels, METRIC_NAME, type Sample } from '../../../promql/index.ts';
import type { RecordingRule } from '../rule.ts';
import { type QueryOptions, queryVector } from './query.ts';

export type RecordingOutcome =
  | { kind: 'done'; samples: readonly Sample[] }
  | { kind: 'failed'; problem: string };

/** One evaluation of a recording rule: the samples of its series. */
export function evaluateRecording(
  rule: RecordingRule,
  atMs: number,
  { query, queryOffsetMs, limit }: { query: QueryOptions; queryOffsetMs: number; limit: number },
): RecordingOutcome {
  try {
    const samples = queryVector(rule.expression, atMs - queryOffsetMs, query).map(({ labels, value }) => ({
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
