/** What a row is sorted by in a column; null is what nobody knows, and always comes last. */
export type SortValue = string | number | null;

export interface SortBy {
  column: string;
  descending: boolean;
}

/** Ascending; text by code units, which for Kubernetes' names is the alphabet and quick. */
export function compareValues(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const left = String(a);
  const right = String(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A key that sorts `node-2` before `node-10`. */
export function naturalKey(text: string): string {
  return text.replace(/\d+/g, (digits) => digits.padStart(10, '0'));
}

/** What pressing a column's header makes of the order: its better direction first, then the other. */
export function nextSort(now: SortBy, column: string, descendingFirst: boolean): SortBy {
  if (now.column !== column) return { column, descending: descendingFirst };
  return { column, descending: !now.descending };
}
