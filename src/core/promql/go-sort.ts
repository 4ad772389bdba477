/** Up to this many elements Go's sort inserts one by one, and so leaves equal ones as they were. */
const INSERTION = 12;

/**
 * Sorted as Go's `sort.Sort` does it with the same `before`, also where `before` contradicts itself (no-numbers stand
 * before each other). Beyond twelve elements Go may exchange equal ones; here they stay as they were.
 */
export function sortedAsGo<T>(list: readonly T[], before: (one: T, other: T) => boolean): T[] {
  const sorted = [...list];
  if (sorted.length > INSERTION) {
    return sorted.sort((one, other) => {
      const isBefore = before(one, other);
      return isBefore === before(other, one) ? 0 : isBefore ? -1 : 1;
    });
  }
  for (let end = 1; end < sorted.length; end += 1) {
    for (let at = end; at > 0 && before(sorted[at] as T, sorted[at - 1] as T); at -= 1) {
      [sorted[at - 1], sorted[at]] = [sorted[at] as T, sorted[at - 1] as T];
    }
  }
  return sorted;
}
