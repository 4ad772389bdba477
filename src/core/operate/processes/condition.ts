import type { JsonValue } from '../../store/journal/canonical.ts';
import { resolveTemplate, type Scope } from './template.ts';

/**
 * When a step is to be done, or what a value has to be. Data, not a language: there is nothing in it that could be
 * run. A comparison with `value` may name several limits; all of them have to hold.
 *
 * @example { value: '${{ steps.check.output.status }}', is: 'down' }
 * @example { all: [{ value: '${{ steps.look.output.p95 }}', above: 2000 }, { not: { … } }] }
 */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | Comparison;

export interface Comparison {
  readonly value: JsonValue;
  readonly is?: JsonValue;
  readonly isNot?: JsonValue;
  readonly oneOf?: readonly JsonValue[];
  readonly above?: number;
  readonly below?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** `unknown`: a value that it goes by is not there, or cannot be compared so. */
export type Judgement = true | false | 'unknown';

/** Kleene's three values: what is unknown makes the whole unknown, unless the rest settles it. */
export function judge(condition: Condition, scope: Scope): Judgement {
  if ('all' in condition) return every(condition.all.map((part) => judge(part, scope)));
  if ('any' in condition) return negate(every(condition.any.map((part) => negate(judge(part, scope)))));
  if ('not' in condition) return negate(judge(condition.not, scope));
  return compare(condition, scope);
}

/** Every text in it that may hold a template, for whoever looks what it goes by. */
export function valuesIn(condition: Condition): JsonValue[] {
  if ('all' in condition) return condition.all.flatMap(valuesIn);
  if ('any' in condition) return condition.any.flatMap(valuesIn);
  if ('not' in condition) return valuesIn(condition.not);
  const { value, is = null, isNot = null, oneOf = [] } = condition;
  return [value, is, isNot, ...oneOf];
}

function compare(comparison: Comparison, scope: Scope): Judgement {
  const value = resolveTemplate(comparison.value, scope);
  if (value === undefined || value === null) return 'unknown';
  const { is, isNot, oneOf, above, below, atLeast, atMost } = comparison;
  const parts: Judgement[] = [];
  const same = (other: JsonValue): Judgement => {
    const resolved = resolveTemplate(other, scope);
    return resolved === undefined ? 'unknown' : isSame(value, resolved);
  };
  if (is !== undefined) parts.push(same(is));
  if (isNot !== undefined) parts.push(negate(same(isNot)));
  if (oneOf !== undefined) parts.push(negate(every(oneOf.map((other) => negate(same(other))))));
  const number = typeof value === 'number' ? value : Number.NaN;
  const limit = (holds: boolean) => parts.push(Number.isNaN(number) ? 'unknown' : holds);
  if (above !== undefined) limit(number > above);
  if (below !== undefined) limit(number < below);
  if (atLeast !== undefined) limit(number >= atLeast);
  if (atMost !== undefined) limit(number <= atMost);
  // Nothing to compare with: whether it is true.
  return parts.length === 0 ? isSame(value, true) : every(parts);
}

function every(parts: readonly Judgement[]): Judgement {
  if (parts.includes(false)) return false;
  return parts.includes('unknown') ? 'unknown' : true;
}

function negate(judgement: Judgement): Judgement {
  return judgement === 'unknown' ? 'unknown' : !judgement;
}

function isSame(a: JsonValue, b: JsonValue): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
