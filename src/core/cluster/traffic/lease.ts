import { timeAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { KubernetesError } from '../../connect/kubernetes/index.ts';
import { type Clock, toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { HeldElsewhere } from '../../operate/held-elsewhere.ts';
import type { Permission } from '../../operate/operation.ts';
import type { ObjectName } from '../operations/target.ts';
import { type LeaseRecord, leaseBody, leasePath, leasesPath, leaseWords, recordOf } from './lease-record.ts';

/** Without a renewal for so long in life, others may take it. A fast server's clock goes on further in that time. */
const LEASE_REAL_MS = 60_000;
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

/** Whose a Lease is to be. */
export interface Wish {
  /** Who this is, to be shown to others; the same again after a restart. */
  holder: string;
  signal: AbortSignal;
  /** Whether another holder's may be taken although it has not expired: one that this desk left behind. */
  mayTake?: (holder: string) => boolean;
  /** Taken whoever has it, and why: the former holder reads it. */
  byForce?: string;
}

/** Leases of the cluster (coordination.k8s.io): of all operators at their desks, one drives a rollout. */
export interface Leases {
  /**
   * Gets it where nobody has it, where it is ours already, or where its holder let it expire.
   *
   * @returns whose it was before; null: nobody's, or ours
   * @throws HeldElsewhere naming who has it
   */
  acquire(of: ObjectName, wish: Wish): Promise<{ takenFrom: LeaseHolding | null }>;
  /** Whether it could be acquired. @throws HeldElsewhere naming who has it */
  require(of: ObjectName, wish: Wish): Promise<void>;
  /**
   * Of one that is ours, well within the minute that it lasts. One that somebody deleted is made anew.
   *
   * @throws HeldElsewhere naming who has it by now; whatever else kept it from being renewed
   */
  renew(of: ObjectName, wish: Pick<Wish, 'holder' | 'signal'>): Promise<void>;
  /** Gives it back at once, where it is still ours. */
  release(of: ObjectName, wish: Pick<Wish, 'holder' | 'signal'>): Promise<void>;
  /** Who has it; null: nobody. */
  look(of: ObjectName, signal: AbortSignal): Promise<LeaseHolding | null>;
  /** The rights that it takes. */
  permissions(of: ObjectName): readonly Permission[];
}

/** All times of a Lease are the server's: desks may have any, and the practice system's runs faster than life. */
export function createLeases(options: {
  connect: () => Promise<Pick<Kubernetes, 'request'>>;
  clock: Pick<Clock, 'during'>;
}): Leases {
  const { connect } = options;
  const durationSeconds = Math.ceil(options.clock.during(LEASE_REAL_MS) / 1000);

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
    to: { holder: string | null; at: number; signal: AbortSignal; byForce?: string | undefined },
  ): Promise<LeaseRecord | null> => {
    const kubernetes = await connect();
    const { signal, ...wish } = to;
    const body = leaseBody({ before, durationSeconds, ...wish });
    const query = { fieldManager: LEASE_MANAGER };
    try {
      return recordOf(
        await kubernetes.request(
          before === null
            ? {
                ...{ method: 'POST', path: leasesPath(of.namespace), query, signal },
                body: { ...body, metadata: { ...body.metadata, name: of.name } },
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

  /** @throws HeldElsewhere */
  const mayHave = async (of: ObjectName, { holder, signal, mayTake = () => false, byForce }: Wish) => {
    const found = await find(of, signal);
    const other = found === null || found.holder === holder ? null : holdingOf(found);
    const at = await serverNow(of.namespace, signal);
    const isFree = other === null || byForce !== undefined || mayTake(other.holder);
    if (found !== null && !isFree && !hasExpired(found, at)) throw heldElsewhere(of, found);
    return { found, other, at };
  };

  return {
    async acquire(of, wish) {
      for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
        const { found, other, at } = await mayHave(of, wish);
        const { holder, byForce, signal } = wish;
        if ((await write(of, found, { holder, byForce, at, signal })) !== null) return { takenFrom: other };
      }
      throw contended(of);
    },
    async require(of, wish) {
      await mayHave(of, wish);
    },
    async renew(of, { holder, signal }) {
      for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
        const found = await find(of, signal);
        if (found !== null && found.holder !== holder) throw heldElsewhere(of, found);
        const at = await serverNow(of.namespace, signal);
        if ((await write(of, found, { holder, at, signal })) !== null) return;
      }
      throw contended(of);
    },
    async release(of, { holder, signal }) {
      const found = await find(of, signal);
      if (found?.holder !== holder) return;
      const at = await serverNow(of.namespace, signal);
      await write(of, found, { holder: null, at, signal });
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

function heldElsewhere(of: ObjectName, record: LeaseRecord): HeldElsewhere {
  const { holder, acquiredAt, renewedAt, durationSeconds, byForce } = record;
  const since = acquiredAt === null ? '' : ` since ${toIso(acquiredAt)}`;
  const last = renewedAt === null ? '' : `, last heard of at ${toIso(renewedAt)}`;
  const force = byForce === null ? '' : `, taken by force ${byForce}`;
  if (holder === null) {
    // Somebody else had it meanwhile, or cleared it.
    return new HeldElsewhere(
      'refused',
      `This rollout does not have its lease any more${force}; it was given back at ${renewedAt === null ? 'an unknown time' : toIso(renewedAt)} (${leaseWords(of)})`,
      { hint: 'Look at the share that there is, then decide who goes on.' },
    );
  }
  return new HeldElsewhere(
    'refused',
    `${holder} drives this rollout${since}${last}${force} (${leaseWords(of)})`,
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
