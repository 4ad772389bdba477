import { z } from 'zod';
import type { Traffic } from '../cluster/traffic/index.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { OperationKind } from '../operate/operation.ts';

const take = z.strictObject({
  holder: z.string().min(1).max(400),
  /** Why it is taken whoever has it; null: only where it is free. */
  byForce: z.string().min(1).max(2000).nullable(),
});
const giveBack = z.strictObject({ holder: z.string().min(1).max(400) });

/**
 * Taking the Lease of what moves the traffic, and giving it back, for the door. It moves no traffic: it is the record of
 * who drives, kept where every desk can read it, and agreed to with the rollout that it is for.
 */
export interface LeaseOperations {
  take: OperationKind<z.infer<typeof take>>;
  giveBack: OperationKind<z.infer<typeof giveBack>>;
}

/** @param options `isOurs`: whether a holder is this desk, which one rollout at a time has */
export function createLeaseOperations(options: {
  traffic: Pick<Traffic, 'leases' | 'driver'>;
  isOurs: (holder: string) => boolean;
}): LeaseOperations {
  const { leases, driver } = options.traffic;
  const of = driver.lease;
  const target = `lease ${of.namespace}/${of.name}`;
  const path = `/apis/coordination.k8s.io/v1/namespaces/${of.namespace}/leases/${of.name}`;
  const permissions = leases.permissions(of);
  const call = (holderIdentity: string | null) => ({
    ...{ method: 'PATCH' as const, path, body: { spec: { holderIdentity } } },
  });
  const isHeldBy = async (holder: string, signal: AbortSignal) => {
    const found = await leases.look(of, signal);
    return { ok: found?.holder === holder, words: `${target}: ${found?.holder ?? 'nobody'} has it` };
  };
  const common = { risk: 'read' as const, permissions: () => permissions };
  const prepared = {
    ...{ target, notes: [], diff: null, permissions, author: null, rehearse: null },
  };

  return {
    take: {
      ...common,
      kind: 'rollout.lease.take',
      title: 'Take the lease of what moves the traffic',
      parameters: take,
      async prepare({ holder, byForce }, signal) {
        const force = byForce === null ? {} : { byForce };
        if (byForce === null) {
          await leases.require(of, { holder, signal, mayTake: options.isOurs }).catch((error: unknown) => {
            // Which rights are missing, all of them, is said by the door.
            if (error instanceof OperatorError && error.code === 'forbidden') return;
            throw error;
          });
        }
        return {
          ...prepared,
          summary:
            byForce === null
              ? `Take ${target} as ${holder}`
              : `Take ${target} as ${holder} by force: ${byForce}`,
          calls: [call(holder)],
          async execute(signal) {
            const { takenFrom } = await leases.acquire(of, {
              ...{ holder, signal, mayTake: options.isOurs, ...force },
            });
            return { holder, takenFrom: takenFrom?.holder ?? null };
          },
          verify: (_, signal) => isHeldBy(holder, signal),
        };
      },
    },
    giveBack: {
      ...common,
      kind: 'rollout.lease.give-back',
      title: 'Give the lease of what moves the traffic back',
      parameters: giveBack,
      async prepare({ holder }, signal) {
        const found = await leases.look(of, signal);
        const isHeld = found?.holder === holder;
        return {
          ...prepared,
          summary: isHeld ? `Give ${target} back` : `${target} is not ${holder}'s any more`,
          calls: isHeld ? [call(null)] : [],
          async execute(signal) {
            await leases.release(of, { holder, signal });
            return { holder };
          },
          async verify(_, signal) {
            const { ok, words } = await isHeldBy(holder, signal);
            return { ok: !ok, words };
          },
        };
      },
    },
  };
}
