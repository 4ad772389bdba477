import type { Threshold } from '../connect/profile/thresholds.ts';
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
export const FIGURE_SERIES = 'system_figure';
/** 1 while the Kubernetes API answers, 0 when it was lost or never answered. */
const REACHABLE_SERIES = 'cluster_reachable';
/** The subject of facts that concern the whole board. */
export const BOARD_SUBJECT = 'board';

export interface Recorder {
  /** Writes down one judged observation: facts when they changed, samples always. */
  system(judged: SystemJudgement): void;
  targets(targets: readonly Target[], at: number): void;
  /** Whether the Kubernetes API answers: what runs behind one that does not is not known. */
  reachable(isReachable: boolean, at: number): void;
  /** By what is judged: another profile must not change how the past was judged. */
  limits(limits: { thresholds: readonly Threshold[]; expectedHash: string }, at: number): void;
}

/** Times come with digits that are noise and take room: ten of them tell all that was measured. */
function told(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(10));
}

export function createRecorder({ facts, samples }: Pick<Store, 'facts' | 'samples'>): Recorder {
  return {
    system(judged) {
      const at = judged.observedAt;
      if (at === null || judged.stale) return;
      const { id } = judged.info;
      const status: StatusFact = { status: judged.status, reason: judged.reason };
      facts.record(id, 'status', status, at);
      facts.record(id, 'version', judged.version, at);
      facts.record(id, 'hash', { state: judged.hash, seen: judged.hashSeen }, at);
      facts.record(id, 'parts', judged.parts, at);
      facts.record(
        id,
        'answer',
        { reported: judged.reported, httpStatus: judged.httpStatus, source: judged.source },
        at,
      );
      facts.record(id, 'detail', judged.detail, at);
      facts.record(id, 'pods', judged.pods, at);
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
      samples.record(
        at,
        values.map((sample) => ({ ...sample, value: told(sample.value) })),
      );
    },
    targets(targets, at) {
      samples.record(
        at,
        targets.flatMap(({ threshold, value }) =>
          value === null ? [] : [{ name: TARGET_SERIES, labels: { target: threshold.id }, value }],
        ),
      );
    },
    reachable(isReachable, at) {
      const labels = { system: 'cluster' };
      samples.record(at, [{ name: REACHABLE_SERIES, labels, value: isReachable ? 1 : 0 }]);
    },
    limits(limits, at) {
      facts.record(BOARD_SUBJECT, 'limits', limits, at);
    },
  };
}
