import { toIso } from '../../kernel/clock.ts';
import type { NamespaceSafety } from '../../observe/workload-safety.ts';
import type { Check } from '../checks.ts';
import { RECOVERY_MS } from '../recovery-time.ts';
import { shareOf } from './isolation.ts';

/** A rollback that was really done, in a drill or in earnest. */
export interface DoneRollback {
  /** Where that is kept. */
  source: string;
  at: number;
  tookMs: number;
}

/**
 * Rollback: there has to be a revision to go back to, a switch to the legacy optimizer, and a way back that was really
 * gone within the recovery time: one that nobody has tried for a quarter is none that anybody knows of.
 */
export function rollbackChecks(of: {
  safety: NamespaceSafety | string;
  /** Newest first, of every source that could be read; a text says why one could not. */
  done: readonly DoneRollback[];
  doneProblem: string | null;
  /** Whether the configuration can take traffic off; a text says why that is not known. */
  hasSwitch: boolean | string;
  now: number;
}): Check[] {
  const { safety, now: at } = of;
  const previous =
    typeof safety === 'string'
      ? { value: null, says: safety }
      : shareOf(safety.workloads, (it) => it.hasPrevious, 'has no revision to go back to');
  const problem = typeof safety === 'string' ? null : safety.revisionsProblem;
  return [
    {
      source: 'replica sets of the deployments',
      expected: 'every deployment has a revision to go back to',
      value: previous.value,
      says: previous.says ?? problem ?? 'each deployment has a revision to go back to',
      at,
    },
    testedWayBack(of),
    {
      source: 'configuration',
      expected: 'traffic can be taken off by the configuration',
      value: typeof of.hasSwitch === 'string' ? null : Number(of.hasSwitch),
      says:
        typeof of.hasSwitch === 'string'
          ? of.hasSwitch
          : of.hasSwitch
            ? 'mlops_enabled and traffic_percentage can take traffic off'
            : 'the configuration has no mlops_enabled and traffic_percentage to take traffic off with',
      at,
    },
  ];
}

function testedWayBack({
  done,
  doneProblem,
}: Pick<Parameters<typeof rollbackChecks>[0], 'done' | 'doneProblem'>): Check {
  const expected = 'a rollback was done within 30 minutes in the last quarter';
  const last = done.toSorted((a, b) => b.at - a.at)[0];
  if (last === undefined) {
    const says = doneProblem ?? 'no rollback of the last quarter is on record';
    return { source: 'rollbacks on record', expected, value: null, says, at: null };
  }
  const minutes = Math.round(last.tookMs / 6000) / 10;
  const within = last.tookMs <= RECOVERY_MS;
  return {
    source: last.source,
    expected,
    value: Number(within),
    says: `the last rollback, at ${toIso(last.at)}, took ${minutes} minutes`,
    at: last.at,
  };
}
