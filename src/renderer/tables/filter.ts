import type { Level } from '../../contract/health.ts';

/** What is looked for: every word must occur, and the state must be one of those chosen, if any are. */
export interface TableFilter {
  text: string;
  states: ReadonlySet<string>;
}

export const NO_FILTER: TableFilter = { text: '', states: new Set() };

export function isFiltering(filter: TableFilter): boolean {
  return filter.text.trim() !== '' || filter.states.size > 0;
}

export interface Searchable<Row> {
  /** Everything a row can be found by. */
  textOf: (row: Row) => string;
  /** The word its chip carries. */
  stateOf: (row: Row) => string;
}

export function filterRows<Row>(
  rows: readonly Row[],
  filter: TableFilter,
  { textOf, stateOf }: Searchable<Row>,
): readonly Row[] {
  if (!isFiltering(filter)) return rows;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (filter.states.size > 0 && !filter.states.has(stateOf(row))) return false;
    if (words.length === 0) return true;
    const text = textOf(row).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export interface StateCount {
  state: string;
  level: Level;
  count: number;
}

const RANK: Record<Level, number> = { critical: 0, warning: 1, unknown: 2, good: 3 };

/** Worst first. */
export function levelRank(level: Level): number {
  return RANK[level];
}

/**
 * How many rows there are of each state, worst first, then the most frequent. A state takes the worst
 * level of its rows. States in `keep` are listed even when there are none: a chosen chip stays in place.
 */
export function countStates<Row extends { level: Level }>(
  rows: readonly Row[],
  stateOf: (row: Row) => string,
  keep: ReadonlySet<string> = new Set(),
): StateCount[] {
  const counts = new Map<string, StateCount>();
  for (const row of rows) {
    const state = stateOf(row);
    const known = counts.get(state);
    if (!known) counts.set(state, { state, level: row.level, count: 1 });
    else {
      known.count += 1;
      if (RANK[row.level] < RANK[known.level]) known.level = row.level;
    }
  }
  for (const state of keep) {
    if (!counts.has(state)) counts.set(state, { state, level: 'unknown', count: 0 });
  }
  return [...counts.values()].sort(
    (a, b) => RANK[a.level] - RANK[b.level] || b.count - a.count || (a.state < b.state ? -1 : 1),
  );
}
