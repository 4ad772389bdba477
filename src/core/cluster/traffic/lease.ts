import { timeAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { KubernetesError } from '../../connect/kubernetes/index.ts';
import { toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Permission } from '../../operate/operation.ts';
import type { ObjectName } from '../operations/target.ts';
import { type LeaseRecord, leaseBody, leasePath, leasesPath, leaseWords, recordOf } from './lease-record.ts';

/** Without a renewal for so long, others may take it. */
const LEASE_SECONDS = 60;
/** Whom the API server shows as the author: not who changes the traffic, so that its writers stay to be seen. */
const LEASE_MANAGER = 'acgs-control-center-lease';
/** Somebody else may write between our look and our write; then we look again. */
const MOST_TRIES = 4;

/** Who holds a Lease, and how sure that is. */
export interface LeaseHolding {
  holder: string;
  /** By the server's clock, in whole seconds; epoch milliseconds. */
  since: number | null;
  renewedAt: number | null;
}

/** A Lease that this process holds, and has to renew well within `durationSeconds`. */
export interface HeldLease {
  of: ObjectName;
  holder: string;
  durationSeconds: number;
  /** Whose it was before, who was not heard of for longer than it lasts; null: nobody's, or ours. */
  takenFrom: LeaseHolding | null;
  /** @throws OperatorError `refused` naming who has it by now; whatever else kept it from being renewed */
  renew(signal: AbortSignal): Promise<void>;
  /** Gives it back at once, where it is still ours. */
  release(signal: AbortSignal): Promise<void>;
}

/** Leases of the cluster (coordination.k8s.io): of all operators at their desks, one drives a rollout. */
export interface Leases {
  /**
   * Gets it where nobody has it, where it is ours already, or where its holder let it expire.
   *
   * @param options `holder`: who this is, to be shown to others; the same again after a restart
   * @throws OperatorError `refused` naming who has it
   */
  acquire(of: ObjectName, options: { holder: string; signal: AbortSignal }): Promise<HeldLease>;
  /** Who has it; null: nobody. */
  look(of: ObjectName, signal: AbortSignal): Promise<LeaseHolding | null>;
  /** The rights that it takes. */
  permissions(of: ObjectName): readonly Permission[];
}

/** All times of a Lease are the server's: desks may have any, and the practice system's runs faster than life. */
export function createLeases({ connect }: { connect: () => Promise<Pick<Kubernetes, 'request'>> }): Leases {
  /** What the server would write as the moment of creating one. */
  const serverNow = async (namespace: string, signal: AbortSignal): Promise<number> => {
    const kubernetes = await connect();
    const created = await kubernetes.request({
      ...{ method: 'POST', path: leasesPath(namespace), query: { dryRun: 'All' }, signal },
      body: { metadata: { generateName: 'acgs-time-of-day-' } },
    });
    const at = timeAt(created, 'metadata', 'creationTimestamp');
    if (at !== null) return at;
    throw new OperatorError('bad-answer', 'The API server does not tell its time with what it would create');
  };

  const find = async (of: ObjectName, signal: AbortSignal): Promise<LeaseRecord | null> => {
    const kubernetes = await connect();
    try {
      return recordOf(await kubernetes.request({ path: leasePath(of), signal }));
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 404) return null;
      throw error;
    }
  };

  /** @returns null: somebody else wrote it first */
  const write = async (
    of: ObjectName,
    before: LeaseRecord | null,
    { holder, at, signal }: { holder: string | null; at: number; signal: AbortSignal },
  ): Promise<LeaseRecord | null> => {
    const kubernetes = await connect();
    const body = leaseBody({ before, holder, durationSeconds: LEASE_SECONDS, at });
    const query = { fieldManager: LEASE_MANAGER };
    try {
      return recordOf(
        await kubernetes.request(
          before === null
            ? {
                ...{ method: 'POST', path: leasesPath(of.namespace), query, signal },
                body: { metadata: { name: of.name }, ...body },
              }
            : {
                ...{ method: 'PATCH', path: leasePath(of), query, signal, body },
                contentType: 'application/merge-patch+json',
              },
        ),
      );
    } catch (error) {
      // Created, written or deleted by somebody else since we looked.
      if (error instanceof KubernetesError && [404, 409].includes(error.status) && before !== null)
        return null;
      if (error instanceof KubernetesError && error.status === 409) return null;
      throw error;
    }
  };

  const held = (of: ObjectName, record: LeaseRecord, takenFrom: LeaseHolding | null): HeldLease => {
    const holder = record.holder ?? '';
    return {
      ...{ of, holder, takenFrom, durationSeconds: LEASE_SECONDS },
      async renew(signal) {
        for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
          const found = await find(of, signal);
          if (found !== null && found.holder !== holder) throw heldByOther(of, found);
          const at = await serverNow(of.namespace, signal);
          if ((await write(of, found, { holder, at, signal })) !== null) return;
        }
        throw contended(of);
      },
      async release(signal) {
        const found = await find(of, signal);
        if (found?.holder !== holder) return;
        const at = await serverNow(of.namespace, signal);
        await write(of, found, { holder: null, at, signal });
      },
    };
  };

  return {
    async acquire(of, { holder, signal }) {
      for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
        const found = await find(of, signal);
        const other = found === null || found.holder === holder ? null : holdingOf(found);
        const at = await serverNow(of.namespace, signal);
        if (found !== null && other !== null && !hasExpired(found, at)) throw heldByOther(of, found);
        const written = await write(of, found, { holder, at, signal });
        if (written !== null) return held(of, written, other);
      }
      throw contended(of);
    },
    async look(of, signal) {
      const found = await find(of, signal);
      return found === null ? null : holdingOf(found);
    },
    permissions: ({ namespace, name }) => {
      const lease = { group: 'coordination.k8s.io', resource: 'leases', namespace, name };
      // What is created has no name yet, as far as rights go.
      return [
        { verb: 'get', ...lease },
        { verb: 'create', ...lease, name: '' },
        { verb: 'patch', ...lease },
      ];
    },
  };
}

/** A time that cannot be read tells nothing: then it has not. */
function hasExpired({ renewedAt, durationSeconds }: LeaseRecord, at: number): boolean {
  return renewedAt !== null && at - renewedAt > durationSeconds * 1000;
}

function holdingOf({ holder, acquiredAt, renewedAt }: LeaseRecord): LeaseHolding | null {
  return holder === null ? null : { holder, since: acquiredAt, renewedAt };
}

function heldByOther(of: ObjectName, record: LeaseRecord): OperatorError {
  const { holder, acquiredAt, renewedAt, durationSeconds } = record;
  const since = acquiredAt === null ? '' : ` since ${toIso(acquiredAt)}`;
  const last = renewedAt === null ? '' : `, last heard of at ${toIso(renewedAt)}`;
  return new OperatorError(
    'refused',
    `${holder ?? 'Nobody'} drives this rollout${since}${last} (${leaseWords(of)})`,
    {
      hint: `Agree with them who goes on. It is free when nothing is heard of them for ${durationSeconds} s.`,
    },
  );
}

function contended(of: ObjectName): OperatorError {
  return new OperatorError('refused', `Others are writing ${leaseWords(of)} all the time`, {
    hint: 'Try again.',
    retryable: true,
  });
}
