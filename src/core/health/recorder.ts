import type { Store } from '../store/index.ts';
import type { Sample } from '../store/samples/index.ts';
import type { SystemJudgement } from './judge.ts';
import type { Target } from './targets.ts';

/** What a system's status fact holds; the reason is part of it, since a new reason is news. */
export interface StatusFact {
  status: SystemJudgement['status'];
  reason: string | null;
}

export const RESPONSE_TIME_SERIES = 'probe_response_time_ms';
/** 1 for an answer that was not an outage, 0 for none: the share over time is the availability. */
export const UP_SERIES = 'probe_up';
export const TARGET_SERIES = 'target';
const FIGURE_SERIES = 'system_figure';

export interface Recorder {
  /** Writes down one judged observation: facts when they changed, samples always. */
  system(judged: SystemJudgement): void;
  targets(targets: readonly Target[], at: number): void;
}

export function createRecorder(store: Store): Recorder {
  return {
    system(judged) {
      const at = judged.observedAt;
      if (at === null || judged.stale) return;
      const { id } = judged.info;
      const status: StatusFact = { status: judged.status, reason: judged.reason };
      store.facts.record(id, 'status', status, at);
      store.facts.record(id, 'version', judged.version, at);
      store.facts.record(id, 'hash', { state: judged.hash, seen: judged.hashSeen }, at);
      if (judged.parts.length > 0) store.facts.record(id, 'parts', judged.parts, at);
      const values: Sample[] = Object.entries(judged.figures).map(([figure, value]) => ({
        name: FIGURE_SERIES,
        labels: { system: id, figure },
        value,
      }));
      if (judged.status !== 'unknown') {
        values.push({ name: UP_SERIES, labels: { system: id }, value: judged.status === 'down' ? 0 : 1 });
      }
      if (judged.responseTimeMs !== null) {
        values.push({ name: RESPONSE_TIME_SERIES, labels: { system: id }, value: judged.responseTimeMs });
      }
      store.samples.record(at, values);
    },
    targets(targets, at) {
      store.samples.record(
        at,
        targets.flatMap(({ threshold, value }) =>
          value === null ? [] : [{ name: TARGET_SERIES, labels: { target: threshold.id }, value }],
        ),
      );
    },
  };
}
