import { toIso } from '../../kernel/clock.ts';
import type { Fact, Facts } from '../../store/facts/index.ts';
import type { Evidence, Item } from '../assessment.ts';
import { componentOf } from './evidence.ts';

const FACET = 'hash-places';
/** Changes of one component that are looked through: what is older is said to be older. */
const MOST_CHANGES = 100;
/** A component with more places is remembered by its first ones, so that a fact stays a short one. */
const MOST_PLACES = 60;

/** Writes down what each component showed, and says of what is wrong since when it is. */
export function remember(facts: Pick<Facts, 'record' | 'history'>, items: readonly Item[]): Item[] {
  return items.map((item) => {
    const seen = item.evidence.filter(({ value, observedAt }) => value !== null && observedAt !== null);
    if (seen.length === 0) return item;
    const subject = `component ${item.id}`;
    const shown = seen.slice(0, MOST_PLACES).map(({ source, observed }) => [source, observed]);
    const at = Math.max(...seen.map(({ observedAt }) => Date.parse(observedAt ?? '')));
    facts.record(subject, FACET, Object.fromEntries(shown), at);
    if (item.value !== 0) return item;
    const history = facts.history(subject, FACET, MOST_CHANGES);
    const evidence = item.evidence.map((it) => (it.value === 0 ? withSince(it, history) : it));
    return componentOf(item, evidence, item.says ?? '');
  });
}

/** @param history the newest first */
function withSince(evidence: Evidence, history: readonly Fact[]): Evidence {
  const { source, observed, expected, says } = evidence;
  let since: number | null = null;
  let right: number | null = null;
  for (const fact of history) {
    const shown = placeIn(fact.value, source);
    if (shown === observed) since = fact.observedAt;
    else {
      if (shown === expected) right = fact.lastSeenAt;
      break;
    }
  }
  if (since === null) return evidence;
  const before = right === null ? '' : `, right until ${toIso(right)}`;
  return { ...evidence, says: `${says}; first seen ${toIso(since)}${before}` };
}

function placeIn(value: unknown, source: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, source) : undefined;
}
