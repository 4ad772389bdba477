import type { Profile } from '../connect/profile/schema.ts';
import { toIso } from '../kernel/clock.ts';
import type { Store } from '../store/index.ts';
import { statusFact } from './activity.ts';
import { systemTile, type TrackedSystem } from './board.ts';
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

/** One system's own page: all that is known of it, with where it was seen. */
export function systemDetail(input: {
  system: TrackedSystem;
  profile: Profile;
  /** Pods of the profile's namespace, by what made them. */
  pods: (deployment: string) => readonly PodSight[];
  store: Store;
  expectedHash: string;
  now: number;
}) {
  const { system, store, now } = input;
  const { id } = system.info;
  const deployment = deploymentOf(input.profile, id);
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
  };
}
