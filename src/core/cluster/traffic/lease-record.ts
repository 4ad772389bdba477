import { fieldAt, numberAt, textAt, timeAt } from '../../connect/kubernetes/fields.ts';
import type { ObjectName } from '../operations/target.ts';

/** Why it was taken from somebody who had it: an annotation, there until another one has it. */
const BY_FORCE = 'acgs.dev/taken-by-force';

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
  byForce: string | null;
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
    byForce: textAt(object, 'metadata', 'annotations', BY_FORCE),
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
  byForce?: string | undefined;
}) {
  const { before, holder, durationSeconds, at, byForce } = options;
  const goesOn = before !== null && before.holder === holder;
  const resourceVersion = textAt(before?.object, 'metadata', 'resourceVersion');
  const noted = before?.byForce ?? null;
  // Whoever it was taken from may come and look only after it was given back.
  const note =
    holder === null && noted !== null ? `by ${before?.holder ?? 'nobody'} ${noted}` : (byForce ?? null);
  const isNoted = note !== null || (!goesOn && noted !== null);
  return {
    metadata: {
      ...(resourceVersion === null ? {} : { resourceVersion }),
      ...(isNoted ? { annotations: { [BY_FORCE]: note } } : {}),
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: durationSeconds,
      renewTime: microTime(at),
      acquireTime: goesOn ? fieldAt(before.object, 'spec', 'acquireTime') : microTime(at),
      leaseTransitions: before === null ? 0 : before.transitions + (goesOn ? 0 : 1),
    },
  };
}
