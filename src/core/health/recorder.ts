import type { Threshold } from '../connect/profile/thresholds.ts';
import type { RegistryReading } from '../observe/model-registry.ts';
import type { Store } from '../store/index.ts';
import type { Sample } from '../store/samples/index.ts';
import type { SystemJudgement } from './judge.ts';
import type { HealthTargetId, Target } from './targets.ts';

/** What a system's status fact holds; the reason is part of it, since a new reason is news. */
export interface StatusFact {
  status: SystemJudgement['status'];
  reason: string | null;
}

export const RESPONSE_TIME_SERIES = 'probe_response_time_ms';
/** 1 for an answer that was not an outage, 0 for none: the share over time is the availability. */
export const UP_SERIES = 'probe_up';
export const TARGET_SERIES = 'target';
/** The levels of a target as the profile has them, recorded beside its figure: rules compare the two. */
const WARNING_SERIES = 'target_warning';
const CRITICAL_SERIES = 'target_critical';
/** The share of requests that has to be good, by which `resources/rules/slo.yaml` measures how fast errors burn. */
const OBJECTIVE_SERIES = 'slo_objective';
/** 1 for the constitution's hash, 0 for another; nothing for a system that shows none. */
const HASH_SERIES = 'constitutional_hash_match';
export const FIGURE_SERIES = 'system_figure';
/** 1 while the Kubernetes API answers, 0 when it was lost or never answered. */
export const REACHABLE_SERIES = 'cluster_reachable';
/** The source of what PostgreSQL holds of models and deployments. */
const MODEL_REGISTRY = 'model registry';
/** The subject of facts that concern the whole board. */
export const BOARD_SUBJECT = 'board';

export interface Recorder {
  /** Writes down one judged observation: facts when they changed, samples always. */
  system(judged: SystemJudgement): void;
  targets(targets: readonly Target[], at: number): void;
  /**
   * The deployment guide's own metrics, which no service exports: `model_accuracy` of each serving model,
   * `constitutional_compliance_score` and `deployment_success_rate`, all 0 to 1. What is not known is not written.
   *
   * @param registry null: there is none; `lost`: there is one, and it does not answer
   */
  guide(
    targets: Readonly<Record<HealthTargetId, Target>>,
    registry: RegistryReading | 'lost' | null,
    at: number,
  ): void;
  /** Whether the Kubernetes API answers: what runs behind one that does not is not known. */
  reachable(isReachable: boolean, at: number): void;
  /** By what is judged: another profile must not change how the past was judged. */
  limits(limits: { thresholds: readonly Threshold[]; expectedHash: string }, at: number): void;
}

function samplesOf(values: Readonly<Record<string, number | null>>, labels: Sample['labels'] = {}): Sample[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [{ name, labels, value: told(value) }],
  );
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
      if (judged.hash !== 'unverified') {
        values.push({ name: HASH_SERIES, labels: { system: id }, value: judged.hash === 'match' ? 1 : 0 });
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
        targets.flatMap(({ threshold: { id, warning, critical }, value }) => {
          if (value === null) return [];
          // A level without a figure would keep an alert alive that nobody measures any more.
          const all = { [TARGET_SERIES]: value, [WARNING_SERIES]: warning, [CRITICAL_SERIES]: critical };
          return samplesOf(all, { target: id });
        }),
      );
      const objective = targets.find(({ threshold }) => threshold.id === 'availability')?.threshold.target;
      samples.record(at, samplesOf({ [OBJECTIVE_SERIES]: objective ?? null }, { slo: 'availability' }));
    },
    guide(targets, registry, at) {
      const { compliance, 'model-accuracy': reported, 'deployment-success': deployments } = targets;
      const scores = samplesOf({ constitutional_compliance_score: compliance.value });
      samples.record(at, scores, 'scores that services report');
      // In its place a service would speak of all models: another series, and another alert for the same.
      if (registry === 'lost' || registry?.failed) return;
      const serving = registry?.serving ?? [];
      const accuracies = serving.flatMap(({ model, accuracy }) =>
        samplesOf({ model_accuracy: accuracy }, { model }),
      );
      if (serving.length > 0) samples.record(at, accuracies, MODEL_REGISTRY);
      else samples.record(at, samplesOf({ model_accuracy: reported.value }), reported.basis);
      const rate = samplesOf({ deployment_success_rate: deployments.value });
      samples.record(at, rate, registry?.deployments ? MODEL_REGISTRY : deployments.basis);
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
