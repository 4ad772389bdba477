/** Entries from `from` up to, but not including, `to`. */
export interface Range {
  from: number;
  to: number;
}

/** The same entries in as few ranges as possible, in order. */
export function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    if (from >= to) continue;
    const last = result.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}
