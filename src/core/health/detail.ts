import type { Profile } from '../connect/profile/schema.ts';
import type { Threshold, ThresholdId } from '../connect/profile/thresholds.ts';
import { toIso } from '../kernel/clock.ts';
import type { Store } from '../store/index.ts';
import { statusFact } from './activity.ts';
import { systemTile, type TrackedSystem } from './board.ts';
import { chartOf } from './charts.ts';
import { RESPONSE_TIME_SERIES } from './recorder.ts';
import { deploymentOf } from './tracker.ts';

export type SystemDetail = ReturnType<typeof systemDetail>;

/** What a system's page shows of a pod. */
export interface PodSight {
  name: string;
  status: string;
  ready: number;
  containers: number;
  restarts: number;
  node: string;
}

const HISTORY = 20;
const CHART = { rangeMs: 3_600_000, buckets: 120 };

/** One system's own page: all that is known of it, with where it was seen. */
export function systemDetail(input: {
  system: TrackedSystem;
  profile: Profile;
  /** Pods of the profile's namespace, by what made them. */
  pods: (deployment: string) => readonly PodSight[];
  store: Store;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  expectedHash: string;
  now: number;
}) {
  const { system, store, now } = input;
  const { id } = system.info;
  const deployment = deploymentOf(input.profile, id);
  const widthMs = CHART.rangeMs / CHART.buckets;
  const to = Math.ceil(now / widthMs) * widthMs;
  const buckets = store.samples.reduce(
    RESPONSE_TIME_SERIES,
    { system: id },
    { from: to - CHART.rangeMs, to, buckets: CHART.buckets, until: now },
  );
  return {
    ...systemTile(system),
    source: system.source,
    hashExpected: input.expectedHash,
    hashSeen: system.hashSeen,
    parts: system.parts,
    figures: Object.entries(system.figures).map(([name, value]) => ({ name, value })),
    deployment: deployment ?? null,
    podList: (deployment === undefined ? [] : input.pods(deployment)).map((pod) => ({
      name: pod.name,
      status: pod.status,
      ready: pod.containers > 0 && pod.ready >= pod.containers,
      restarts: pod.restarts,
      node: pod.node,
    })),
    history: store.facts.history(id, 'status', HISTORY, now).map((fact) => ({
      at: toIso(fact.observedAt),
      ...statusFact(fact.value),
    })),
    chart: chartOf(buckets, 'answers to our probes', input.thresholds.get('response-time')),
  };
}
