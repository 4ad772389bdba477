import { percent } from '../kernel/percent.ts';
import type { Assessment, Item, Part, State, Verdict } from './assessment.ts';
import type { PartInfo, PartTarget } from './parts.ts';

/** Names listed before "and n more": a sentence must stay one. */
const MOST_NAMES = 6;

/**
 * A part from its items. What is unknown counts as nothing in the value and as everything in `atMost`: the target is
 * met when even the one meets it, missed when not even the other does, and unknown in between. So nothing that is
 * taken away ever raises a figure.
 */
export function partOf(
  info: PartInfo,
  target: PartTarget,
  items: Item[],
  problem: string | null = null,
): Part {
  const denominator = sum(items.map(({ weight }) => weight));
  const numerator = sum(items.map(({ weight, counts }) => weight * (counts ?? 0)));
  const open = sum(items.map(({ weight, counts }) => (counts === null ? weight : 0)));
  const known = items.some(({ counts }) => counts !== null);
  const value = known ? numerator / denominator : null;
  const atMost = known ? Math.min(1, sum([numerator, open]) / denominator) : null;
  const state = stateOf(target, value, atMost);
  return {
    ...{ id: info.id, title: info.title, weight: info.weight, target: target.target, good: target.good },
    ...{ numerator, denominator, value, atMost, state },
    observedAt: oldest(items),
    says: saysOf(target, items, { state, value, atMost, problem }),
    items,
    problem,
  };
}

/** Whether a value meets a target that may itself be good, or has to be exceeded. */
export function meets({ target, good }: PartTarget, value: number): boolean {
  return good === 'at-least' ? value >= target : value > target;
}

function stateOf(target: PartTarget, value: number | null, atMost: number | null): State {
  if (value === null || atMost === null) return 'unknown';
  if (meets(target, value)) return 'met';
  return meets(target, atMost) ? 'unknown' : 'missed';
}

/** The sum of the parts by their weight; what is unknown counts as nothing, and as everything in `atMost`. */
export function scoreOf(parts: readonly Part[], target: number): Assessment['score'] {
  if (parts.every(({ value }) => value === null)) return { value: null, atMost: null, target };
  return {
    value: sum(parts.map(({ weight, value }) => weight * (value ?? 0))),
    atMost: sum(parts.map(({ weight, atMost }) => weight * (atMost ?? 1))),
    target,
  };
}

/** Compliant is what meets every target; what is unknown is never good. */
export function verdictOf(parts: readonly Part[]): Verdict {
  if (parts.some(({ state }) => state === 'missed')) return 'violated';
  return parts.every(({ state }) => state === 'met') ? 'compliant' : 'inconclusive';
}

/** Whole numbers stay whole: weights of tenths add up to what they are meant to. */
function sum(values: readonly number[]): number {
  return Math.round(values.reduce((total, value) => total + value, 0) * 1e9) / 1e9;
}

function oldest(items: readonly Item[]): string | null {
  const seen = items.flatMap(({ evidence }) => evidence.flatMap(({ observedAt }) => observedAt ?? []));
  return seen.reduce<string | null>((first, at) => (first === null || at < first ? at : first), null);
}

function saysOf(
  target: PartTarget,
  items: readonly Item[],
  { state, value, atMost, problem }: Pick<Part, 'state' | 'value' | 'atMost' | 'problem'>,
): string {
  if (items.length === 0 || value === null || atMost === null) return problem ?? 'nothing was seen of it';
  const figure = value === atMost ? percent(value) : `${percent(value)} at least, ${percent(atMost)} at most`;
  const wanted = `${target.good === 'above' ? 'above ' : ''}${percent(target.target)}`;
  if (state === 'met') return `${figure} (target ${wanted})`;
  const lacking = items.filter(({ counts }) => (state === 'missed' ? counts !== 1 : counts === null));
  const names = lacking.map(({ title, says }) => (says === null ? title : `${title}: ${says}`));
  return `${figure} (target ${wanted}): ${listed(names)}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join('; ')}; and ${more} more` : names.join('; ');
}
