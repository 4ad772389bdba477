/** What the replicas of the MLOps features can take, as the profile says it. */
export interface Capacity {
  /** Of one replica. */
  requestsPerSecond?: number | undefined;
  /** That all of the traffic takes. */
  replicas?: number | undefined;
}

export interface CapacityVerdict {
  /** `unknown`: what is needed cannot be told. */
  state: 'enough' | 'short' | 'unknown';
  /** Replicas that the share takes, at least; null: cannot be told. */
  needed: number | null;
  /** In a sentence, to follow the deployment's name. */
  words: string;
}

/**
 * Whether so many ready replicas can take a share of the traffic. Any share takes one; where the profile says more of
 * them, the strictest counts.
 *
 * @param of `ratePerSecond` of all requests, null: not known
 */
export function judgeCapacity(of: {
  percentage: number;
  ready: number;
  capacity: Capacity;
  ratePerSecond: number | null;
}): CapacityVerdict {
  const { percentage, ready, capacity, ratePerSecond } = of;
  const needed = replicasFor(percentage, capacity, ratePerSecond);
  const has = `has ${counted(ready)}`;
  if (needed === null) {
    return {
      state: 'unknown',
      needed,
      words: `${has}, and how many requests ${percentage} % would be is not known`,
    };
  }
  const words = `${has}, and ${percentage} % ${percentage === 0 ? 'takes none' : `takes ${needed}`}`;
  return { state: ready >= needed ? 'enough' : 'short', needed, words };
}

/** Replicas that a share takes; null where it goes by requests, and nobody knows how many there are. */
export function replicasFor(
  percentage: number,
  { requestsPerSecond, replicas }: Capacity,
  ratePerSecond: number | null,
): number | null {
  if (percentage === 0) return 0;
  const share = percentage / 100;
  const byShare = replicas === undefined ? 1 : ceiling(share * replicas);
  if (requestsPerSecond === undefined) return Math.max(1, byShare);
  if (ratePerSecond === null || !Number.isFinite(ratePerSecond) || ratePerSecond < 0) return null;
  return Math.max(1, byShare, ceiling((share * ratePerSecond) / requestsPerSecond));
}

/** On the way up replicas come first, on the way back weight goes first: at no moment is there more than they can take. */
export function moveOrder(from: number, to: number): readonly ('replicas' | 'weight')[] {
  return to > from ? ['replicas', 'weight'] : ['weight', 'replicas'];
}

/** What is a whole number but for the last digits of a fraction is that number. */
function ceiling(value: number): number {
  return Math.ceil(value - 1e-9);
}

function counted(ready: number): string {
  return `${ready} ready replica${ready === 1 ? '' : 's'}`;
}
