import type { OperationKind } from '../../operate/operation.ts';
import type { ObjectName } from '../operations/target.ts';
import type { ShareObservation } from './seen-share.ts';
import type { SetShareParameters } from './share.ts';

export type DriverId = 'configmap' | 'nginx' | 'gateway' | 'istio' | 'argo';

/** What moves the traffic: what is written so that a share of it uses the MLOps features. */
export interface TrafficDriver {
  id: DriverId;
  /** As an operator calls it: `Config map and restart of mlops-manager`. */
  title: string;
  /** What it can and cannot do, in a sentence. */
  can: string;
  /** Where the share is written, in words. */
  source: string;
  /** What the drivers of one rollout compete for: the name and namespace of its Lease. */
  lease: ObjectName;
  /** The share as it is now, and who moved it last. */
  read(signal: AbortSignal): Promise<ShareObservation>;
  /** `rollout.set`: with preview, precondition, and a look whether it reads back. */
  setShare: OperationKind<SetShareParameters>;
  /** What else it can be told to do, for the catalogue. */
  others: readonly OperationKind<unknown>[];
}
