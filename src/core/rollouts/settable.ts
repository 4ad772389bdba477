import type { Traffic } from '../cluster/traffic/index.ts';
import { OperatorError, type Problem, problemOf } from '../kernel/errors.ts';
import type { RolloutPlan } from './plan.ts';

type Driver = Traffic['driver'];

/** What moves the traffic, and what it can. */
export interface DriverSaid
  extends Pick<Driver, 'id' | 'title' | 'source' | 'can' | 'restarts' | 'verifiedBy'> {
  /** Whole percentages that it can set as it is now; null: every one, or not known. */
  shares: number[] | null;
  /** Why not the others; null where it can set every one. */
  why: string | null;
  /** What kept it from being looked at; null: nothing. */
  problem: Problem | null;
}

export async function driverSaid(driver: Driver, signal: AbortSignal): Promise<DriverSaid> {
  const { id, title, source, can, restarts, verifiedBy } = driver;
  const of = { id, title, source, can, restarts, verifiedBy };
  try {
    const { settable, why } = await driver.shares(signal);
    return { ...of, shares: settable && [...settable], why, problem: null };
  } catch (error) {
    signal.throwIfAborted();
    return { ...of, shares: null, why: null, problem: problemOf(error) };
  }
}

/**
 * What cannot be set is found before the first write, and not in the middle.
 *
 * @throws OperatorError `usage` naming the stage; what kept the driver from being looked at
 */
export async function refuseUnsettable(
  { stages }: RolloutPlan,
  driver: Driver,
  signal: AbortSignal,
): Promise<void> {
  const { settable, why } = await driver.shares(signal);
  if (settable === null) return;
  const index = stages.findIndex(({ percentage }) => !settable.includes(percentage));
  const stage = stages[index];
  if (stage === undefined) return;
  throw new OperatorError(
    'usage',
    `Stage ${index + 1}: ${driver.source} cannot be set to ${stage.percentage} % now, only to ${sharesText(settable)}`,
    why === null ? {} : { hint: why },
  );
}

/** `0, 10 and 50 %` */
export function sharesText(shares: readonly number[]): string {
  const [last, ...rest] = shares.toReversed();
  if (last === undefined) return 'nothing';
  return rest.length === 0 ? `${last} %` : `${rest.toReversed().join(', ')} and ${last} %`;
}
