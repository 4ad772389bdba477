import type { OperationKind } from '../../operate/operation.ts';
import type { ObjectName } from '../operations/target.ts';
import type { ShareObservation } from './seen-share.ts';
import type { SetShareParameters } from './share.ts';

export type DriverId = 'configmap' | 'nginx' | 'gateway' | 'istio' | 'argo';

/** The shares that can be set as it is now. */
export interface Settable {
  /** Whole percentages, rising; null: every one from 0 to 100. */
  settable: readonly number[] | null;
  /** Why not the others, and what would help, in a sentence; null where every one can be. */
  why: string | null;
}

export const EVERY_SHARE: Settable = { settable: null, why: null };

/** What moves the traffic: what is written so that a share of it uses the MLOps features. */
export interface TrafficDriver {
  id: DriverId;
  /** As an operator calls it: `Config map and restart of mlops-manager`. */
  title: string;
  /** What it can and cannot do, in a sentence. */
  can: string;
  /** Where the share is written, in words. */
  source: string;
  /** What is written comes into force by a restart, and pods are replaced for each share. */
  restarts: boolean;
  /** PromQL by which the share is verified; null: it is not verified by metrics. */
  verifiedBy: string | null;
  /** @throws OperatorError where what it writes to is not there, or is none */
  shares(signal: AbortSignal): Promise<Settable>;
  /** What the drivers of one rollout compete for: the name and namespace of its Lease. */
  lease: ObjectName;
  /** The share as it is now, and who moved it last. */
  read(signal: AbortSignal): Promise<ShareObservation>;
  /** `rollout.set`: with preview, precondition, and a look whether it reads back. */
  setShare: OperationKind<SetShareParameters>;
  /** What else it can be told to do, for the catalogue. */
  others: readonly OperationKind<unknown>[];
}

/** One before it is known how its share is verified. */
export type BareDriver = Omit<TrafficDriver, 'verifiedBy'>;
