import type { Threshold, ThresholdId } from '../../connect/profile/thresholds.ts';
import type { Limits } from '../../kernel/limits.ts';
import type { StageCheck } from '../check.ts';
import { COMMON, HASH_CHECK, targetCheck } from '../default-checks.ts';
import { spanMs, type WrittenCheck } from './schema.ts';

/** What checks are made of. */
export interface CheckGround {
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  /** Why an expression is none; null where it is one. */
  mistakeIn: (expression: string) => string | null;
  systems: readonly { id: string; name: string }[];
}

/** What is wrong with a check: at which of its keys (none: at itself), and the end of a sentence about it. */
export interface CheckFlaw {
  key: keyof WrittenCheck | null;
  says: string;
}

const MEASURES = ['expression', 'target', 'operational', 'budget', 'hash'] as const;

/** A check as it is watched. */
export function checkOf(written: WrittenCheck, ground: CheckGround): StageCheck | CheckFlaw {
  const given = MEASURES.filter((key) => written[key] !== undefined);
  const [measure] = given;
  if (measure === undefined || given.length > 1) {
    const told = given.length === 0 ? 'measures nothing' : `measures ${given.join(' and ')}`;
    return { key: null, says: `${told}: it takes one of ${MEASURES.join(', ')}` };
  }
  if (written.id === 'share') return { key: 'id', says: 'share is what every stage watches by itself' };
  if ((written.id === 'hash') !== (measure === 'hash')) {
    return { key: 'id', says: 'hash is the check of the constitutional hash, and of nothing else' };
  }
  if (written.over !== undefined && written.budget !== 'burn')
    return { key: 'over', says: 'only a burn of a budget is measured over a time' };
  if (written.unit !== undefined && measure !== 'expression')
    return { key: 'unit', says: 'only an expression has one to be told' };
  const base = baseOf(written, measure, ground);
  if ('says' in base) return base;
  const limited = limitsOf(written, base);
  if ('says' in limited) return limited;
  return timed(written, { ...base, ...limited });
}

type Base = Omit<StageCheck, 'success' | 'failure'> & Partial<Pick<StageCheck, 'success' | 'failure'>>;

function baseOf(
  { id, title, ...written }: WrittenCheck,
  measure: (typeof MEASURES)[number],
  { thresholds, mistakeIn, systems }: CheckGround,
): Base | CheckFlaw {
  const common = { ...COMMON, failures: { count: 3, withinMs: 3 * COMMON.everyMs }, id };
  switch (measure) {
    case 'hash':
      return { ...HASH_CHECK, title: title ?? HASH_CHECK.title };
    case 'target': {
      const check = targetCheck(thresholds, written.target ?? 'availability');
      return { ...check, id, title: title ?? check.title };
    }
    case 'expression': {
      const expression = written.expression ?? '';
      const mistake = mistakeIn(expression);
      if (mistake !== null) return { key: 'expression', says: mistake };
      return {
        ...{ ...common, title: title ?? expression.slice(0, 80), unit: written.unit ?? '' },
        measures: { what: 'expression', expression },
      };
    }
    case 'operational': {
      const system = systems.find((it) => it.id === written.operational);
      if (system === undefined && written.operational !== 'all') {
        const ids = systems.map((it) => it.id).join(', ');
        return { key: 'operational', says: `"${written.operational}" is no system; there are all, ${ids}` };
      }
      return {
        ...{ ...common, title: title ?? `Not operational: ${system?.name ?? 'systems'}`, unit: '' },
        ...{ measures: { what: 'not-operational', system: system?.id ?? null } },
        ...{ success: { below: 1 }, failure: { atLeast: 1 } },
      };
    }
    case 'budget':
      return written.budget === 'left'
        ? {
            ...{ ...common, title: title ?? 'Error budget left', unit: 'ratio' },
            measures: { what: 'budget-left' },
          }
        : {
            ...{ ...common, title: title ?? `Error budget burn over ${written.over ?? '1h'}`, unit: '' },
            measures: { what: 'budget-burn', overMs: spanMs(written.over ?? '1h') ?? 0 },
          };
  }
}

function limitsOf(
  { success, failure }: WrittenCheck,
  base: Base,
): Pick<StageCheck, 'success' | 'failure'> | CheckFlaw {
  if (base.id === 'hash') {
    return success === undefined && failure === undefined
      ? { success: { below: 1 }, failure: { atLeast: 1 } }
      : { key: success ? 'success' : 'failure', says: 'another constitutional hash is always one too many' };
  }
  const passes = success ?? base.success;
  if (passes === undefined) return { key: null, says: 'success is missing: what a figure has to keep' };
  const fails = failure ?? (success === undefined ? base.failure : otherwise(success));
  return fails === undefined
    ? { key: null, says: 'failure is missing: success has several limits, so say which figures fail' }
    : { success: passes, failure: fails };
}

/** Every figure that does not keep a single limit. */
export function otherwise({ above, below, atLeast, atMost }: Limits): Limits | undefined {
  if ([above, below, atLeast, atMost].filter((it) => it !== undefined).length !== 1) return undefined;
  if (above !== undefined) return { atMost: above };
  if (below !== undefined) return { atLeast: below };
  return atLeast === undefined ? { above: atMost } : { below: atLeast };
}

function timed(written: WrittenCheck, check: StageCheck): StageCheck | CheckFlaw {
  const everyMs = spanOr(written.every, check.everyMs);
  const count = written.failures ?? check.failures.count;
  const isOther = written.every !== undefined || written.failures !== undefined;
  const withinMs = spanOr(written.within, isOther ? count * everyMs : check.failures.withinMs);
  if ((count - 1) * everyMs > withinMs) {
    return {
      key: 'within',
      says: `${count} measurements, one every ${everyMs / 1000} s, never lie within ${withinMs / 1000} s: it could not fail`,
    };
  }
  const staleAfterMs = spanOr(written.staleAfter, Math.max(check.staleAfterMs, 2 * everyMs));
  const { inconclusive = check.inconclusive, errorsInARow = check.errorsInARow } = written;
  return { ...check, everyMs, failures: { count, withinMs }, inconclusive, errorsInARow, staleAfterMs };
}

function spanOr(written: string | undefined, otherwiseMs: number): number {
  return (written === undefined ? undefined : spanMs(written)) ?? otherwiseMs;
}
