import { type SystemId, systemName } from '../../connect/profile/systems.ts';
import { toIso } from '../../kernel/clock.ts';
import type { Facts } from '../../store/facts/index.ts';
import { statusFact } from '../activity.ts';

/** Something that happened at a moment and may explain what the curves do. */
export interface CourseMark {
  at: string;
  kind: 'version' | 'status';
  level: 'good' | 'warning' | 'critical' | 'unknown';
  text: string;
}

/** The newest; more would be a curtain before the curve. */
const MOST_MARKS = 30;
const MOST_HISTORY = 200;

/**
 * New versions of these systems within [from, to), and where it is about one system, when it fell out of
 * service. Oldest first.
 */
export function marksOf(
  facts: Pick<Facts, 'history'>,
  systems: readonly SystemId[],
  { from, to }: { from: number; to: number },
): CourseMark[] {
  const alone = systems.length === 1;
  const marks = systems.flatMap((id) => {
    const name = systemName(id);
    const versions = changesOf(facts, id, 'version', { from, to }).flatMap(({ at, value, before }) =>
      typeof value === 'string' && typeof before === 'string'
        ? [{ at, kind: 'version' as const, level: 'good' as const, text: `${name} ${value}, was ${before}` }]
        : [],
    );
    const falls = alone
      ? changesOf(facts, id, 'status', { from, to }).flatMap(({ at, value }) => {
          const { status } = statusFact(value);
          if (status !== 'down' && status !== 'degraded') return [];
          const level = status === 'down' ? ('critical' as const) : ('warning' as const);
          return [{ at, kind: 'status' as const, level, text: `${name} ${status}` }];
        })
      : [];
    return [...versions, ...falls];
  });
  return marks
    .sort((a, b) => a.at - b.at)
    .slice(-MOST_MARKS)
    .map(({ at, ...mark }) => ({ at: toIso(at), ...mark }));
}

/** Changes of a facet with what it was before; the first that is known is no change. */
function changesOf(
  facts: Pick<Facts, 'history'>,
  id: SystemId,
  facet: string,
  { from, to }: { from: number; to: number },
) {
  const history = facts.history(id, facet, MOST_HISTORY, to);
  return history.flatMap((fact, index) => {
    const before = history[index + 1];
    if (!before || fact.observedAt < from || same(facet, fact.value, before.value)) return [];
    return [{ at: fact.observedAt, value: fact.value, before: before.value }];
  });
}

function same(facet: string, value: unknown, before: unknown): boolean {
  return facet === 'status' ? statusFact(value).status === statusFact(before).status : value === before;
}
