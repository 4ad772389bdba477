import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { OperationKind } from '../../operate/operation.ts';
import { driverOf } from './choose-driver.ts';
import type { TrafficDriver } from './driver.ts';
import { createLeases, type Leases } from './lease.ts';
import type { ShownHashes } from './right-hash.ts';
import { type SetShareParameters, shareWords } from './share.ts';
import type { RequestRate } from './within-capacity.ts';

export { ARGO_ORDERS, type ArgoOrder } from './argo-orders.ts';
export type { Settable } from './driver.ts';
export type { ShownHashes } from './right-hash.ts';
export { movedByOthers } from './seen-share.ts';

/** How much traffic uses the MLOps features, and changing it. */
export interface Traffic {
  /** The one that the profile names. */
  driver: TrafficDriver;
  /** So that two operators do not drive one rollout. */
  leases: Leases;
  operations: {
    setShare: OperationKind<SetShareParameters>;
    /** All of them, for the catalogue. */
    kinds: readonly OperationKind<unknown>[];
  };
  /** `MLOps features for 10 % of traffic` */
  words(percentage: number): string;
}

/** @param options `namespace` where the profile names none in its place */
export function createTraffic(options: {
  profile: Profile;
  cluster: { connect: () => Promise<Kubernetes>; namespace: string };
  clock: Clock;
  expectedHash: string;
  /** Left out: nobody measures it. */
  rate?: RequestRate;
  /** Left out: nobody looks at them. */
  components?: ShownHashes;
}): Traffic {
  const { profile, cluster, clock, expectedHash, rate = async () => null } = options;
  const { components = async () => [] } = options;
  const { connect, namespace } = cluster;
  const driver = driverOf({ profile, connect, namespace, clock, expectedHash, rate, components });
  const { setShare } = driver;
  return {
    driver,
    leases: createLeases({ connect, clock }),
    operations: { setShare, kinds: [setShare, ...driver.others] },
    words: shareWords,
  };
}
