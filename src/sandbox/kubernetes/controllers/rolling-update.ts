import type { Deployment, ReplicaSet } from '../objects.ts';

/** How many replicas each replica set should have next. Replica sets that are not named stay as they are. */
export type ScalePlan = ReadonlyMap<ReplicaSet, number>;

interface Fleet {
  deployment: Deployment;
  current: ReplicaSet;
  /** Oldest first. */
  old: readonly ReplicaSet[];
}

/**
 * The arithmetic of Kubernetes' deployment controller (`rolling.go`): never more pods than replicas plus
 * surge, never fewer available ones than replicas minus the unavailable, unhealthy old pods first.
 */
export function planRollingUpdate({ deployment, current, old }: Fleet): ScalePlan {
  const desired = deployment.spec.replicas;
  const { surge, unavailable } = budget(deployment);
  const plan = new Map<ReplicaSet, number>();
  const everyone = [current, ...old];
  const total = sum(everyone, (set) => set.spec.replicas);

  if (current.spec.replicas < desired) {
    const room = desired + surge - total;
    if (room > 0) {
      plan.set(current, Math.min(desired, current.spec.replicas + room));
    }
  } else if (current.spec.replicas > desired) {
    plan.set(current, desired);
  }
  if (plan.has(current)) {
    return plan;
  }

  const minimumAvailable = desired - unavailable;
  const newUnavailable = current.spec.replicas - availableOf(current);
  let removable = total - minimumAvailable - newUnavailable;
  for (const set of old) {
    const unhealthy = Math.min(set.spec.replicas - availableOf(set), Math.max(0, removable));
    if (unhealthy > 0) {
      plan.set(set, set.spec.replicas - unhealthy);
      removable -= unhealthy;
    }
  }
  let spare = sum(everyone, availableOf) - minimumAvailable;
  for (const set of old) {
    const before = plan.get(set) ?? set.spec.replicas;
    const count = Math.min(before, Math.max(0, spare));
    if (count > 0) {
      plan.set(set, before - count);
      spare -= count;
    }
  }
  return plan;
}

/** Everything old goes before anything new comes. */
export function planRecreate({ deployment, current, old }: Fleet): ScalePlan {
  const remaining = old.filter((set) => set.spec.replicas > 0);
  if (remaining.length > 0) {
    return new Map(remaining.map((set) => [set, 0]));
  }
  const gone = old.every((set) => set.status.replicas === 0);
  return gone && current.spec.replicas !== deployment.spec.replicas
    ? new Map([[current, deployment.spec.replicas]])
    : new Map();
}

function budget(deployment: Deployment): { surge: number; unavailable: number } {
  const { replicas, strategy } = deployment.spec;
  const surge = resolve(strategy.rollingUpdate?.maxSurge ?? '25%', replicas, Math.ceil);
  const unavailable = resolve(strategy.rollingUpdate?.maxUnavailable ?? '25%', replicas, Math.floor);
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

function resolve(amount: number | string, replicas: number, rounded: (value: number) => number): number {
  return typeof amount === 'number' ? amount : rounded((Number.parseInt(amount, 10) / 100) * replicas);
}

function availableOf(set: ReplicaSet): number {
  return set.status.availableReplicas ?? 0;
}

function sum(sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number): number {
  return sets.reduce((total, set) => total + of(set), 0);
}
