import { fieldAt, numberAt, textAt, timeAt } from '../../connect/kubernetes/fields.ts';
import type { ObjectName } from '../operations/target.ts';

/** A Lease as somebody wrote it: coordination.k8s.io/v1. */
export interface LeaseRecord {
  object: unknown;
  /** Null: nobody has it. */
  holder: string | null;
  durationSeconds: number;
  /** When its holder got it, and was last heard of, by the server's clock; epoch milliseconds. */
  acquiredAt: number | null;
  renewedAt: number | null;
  transitions: number;
}

export function leasesPath(namespace: string): string {
  return `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases`;
}

export function leasePath({ namespace, name }: ObjectName): string {
  return `${leasesPath(namespace)}/${encodeURIComponent(name)}`;
}

export function leaseWords({ namespace, name }: ObjectName): string {
  return `lease ${namespace}/${name}`;
}

export function recordOf(object: unknown): LeaseRecord {
  return {
    object,
    holder: textAt(object, 'spec', 'holderIdentity'),
    durationSeconds: numberAt(object, 'spec', 'leaseDurationSeconds') ?? 0,
    acquiredAt: timeAt(object, 'spec', 'acquireTime'),
    renewedAt: timeAt(object, 'spec', 'renewTime'),
    transitions: numberAt(object, 'spec', 'leaseTransitions') ?? 0,
  };
}

/** The API server takes exactly six digits after the second: MicroTime. */
export function microTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '000Z');
}

/** What a write says, with the version that was read where there was one. */
export function leaseBody(options: {
  before: LeaseRecord | null;
  holder: string | null;
  durationSeconds: number;
  at: number;
}): Record<string, unknown> {
  const { before, holder, durationSeconds, at } = options;
  const goesOn = before !== null && before.holder === holder;
  const resourceVersion = textAt(before?.object, 'metadata', 'resourceVersion');
  return {
    ...(resourceVersion === null ? {} : { metadata: { resourceVersion } }),
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: durationSeconds,
      renewTime: microTime(at),
      acquireTime: goesOn ? fieldAt(before.object, 'spec', 'acquireTime') : microTime(at),
      leaseTransitions: before === null ? 0 : before.transitions + (goesOn ? 0 : 1),
    },
  };
}
