import { numberAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import { deploymentWords, type ObjectName, readDeployment } from '../operations/target.ts';
import { type Capacity, judgeCapacity, moveOrder, replicasFor } from './capacity.ts';
import type { Guard, ShareStep } from './guarded-share.ts';

/** All requests a second, as they are measured now; null: nobody knows. */
export type RequestRate = (expression: string, signal: AbortSignal) => Promise<number | null>;

export const DEFAULT_RATE = 'sum(rate(acgs_http_requests_total[5m]))';

export interface CapacityGround {
  connect: () => Promise<Pick<Kubernetes, 'request'>>;
  /** Whose ready replicas take the share. */
  deployment: ObjectName;
  /** Null: the profile says none, and one ready replica takes any share. */
  capacity: (Capacity & { rate?: string | undefined }) | null;
  rate: RequestRate;
}

/**
 * More traffic only as far as the replicas that are ready can take it; what cannot be told is refused as well. Less is
 * always given, and before any replica goes.
 */
export function withinCapacity(ground: CapacityGround): Guard {
  return (step, signal) => capacityNotes(step, ground, signal);
}

/** @throws OperatorError `refused` where there would be more traffic than can be taken */
async function capacityNotes(
  { from, to }: ShareStep,
  { connect, deployment, capacity, rate }: CapacityGround,
  signal: AbortSignal,
): Promise<string[]> {
  const measure = async () =>
    capacity?.requestsPerSecond === undefined ? null : rate(capacity.rate ?? DEFAULT_RATE, signal);
  const [first] = moveOrder(from ?? 0, to);
  if (first === 'weight') {
    if (capacity === null) return [];
    // What cannot be measured keeps nobody from taking traffic away.
    const needed = replicasFor(to, capacity, await measure().catch(() => null));
    return needed === null
      ? []
      : [`Scale ${deploymentWords(deployment)} down to ${needed} only after this, never before`];
  }
  const words = deploymentWords(deployment);
  const ready = await readyReplicas(await connect(), deployment, signal);
  if (ready === null && capacity === null)
    return [`There is no ${words}: what could take the share is not checked`];
  const measured = await measure();
  const verdict = judgeCapacity({
    ...{ percentage: to, ready: ready ?? 0, capacity: capacity ?? {}, ratePerSecond: measured },
  });
  if (verdict.state === 'enough') return [`${words} ${verdict.words}`];
  throw new OperatorError('refused', `${words} ${verdict.words}: it gets no more traffic`, {
    hint:
      verdict.state === 'short'
        ? `Scale it first: acgs cluster scale ${deployment.name} --replicas ${verdict.needed}.`
        : 'Look whether the expression of rollouts.capacity.rate has a value (acgs metrics query).',
  });
}

async function readyReplicas(
  kubernetes: Pick<Kubernetes, 'request'>,
  of: ObjectName,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    return numberAt(await readDeployment(kubernetes, of, signal), 'status', 'readyReplicas') ?? 0;
  } catch (error) {
    if (problemOf(error).code !== 'not-found') throw error;
    return null;
  }
}
