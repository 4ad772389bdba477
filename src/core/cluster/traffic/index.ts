import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { OperationKind } from '../../operate/operation.ts';
import { type SetShareParameters, setShareOperation } from './set-share.ts';
import { shareWords } from './share.ts';

/** How much traffic uses the MLOps features, and changing it. */
export interface Traffic {
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
}): Traffic {
  const { profile, cluster, clock, expectedHash } = options;
  const { namespace } = cluster;
  const setShare = setShareOperation({
    connect: cluster.connect,
    clock,
    expectedHash,
    configMap: { namespace, named: profile.cluster?.configMap },
    deployment: { namespace, name: profile.services?.['mlops-manager']?.deployment ?? 'mlops-manager' },
  });
  return { operations: { setShare, kinds: [setShare] }, words: shareWords };
}
