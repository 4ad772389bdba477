import type { ComplianceLogFrame, ComplianceLogLine } from '../../../../contract/violations.ts';

/** Lines that were written since they are followed. */
export interface Followed {
  lines: ComplianceLogLine[];
  /** Lines before these that are not shown: there was no room for them. */
  dropped: number;
}

export const MOST_FOLLOWED = 2000;

export function withFrame(before: Followed | null, { lines, dropped }: ComplianceLogFrame): Followed {
  const all = [...(before?.lines ?? []), ...lines];
  const kept = all.slice(-MOST_FOLLOWED);
  return { lines: kept, dropped: (before?.dropped ?? 0) + dropped + all.length - kept.length };
}

/**
 * What was found and then what was followed: the search is asked for when the following has begun, so that no line is
 * missed, and lines that both have stand there once.
 */
export function joined(
  found: readonly ComplianceLogLine[],
  followed: readonly ComplianceLogLine[],
): ComplianceLogLine[] {
  const isSame = (a: ComplianceLogLine | undefined, b: ComplianceLogLine | undefined) =>
    a?.text === b?.text && a?.file === b?.file;
  for (let both = Math.min(found.length, followed.length); both > 0; both -= 1) {
    const offset = found.length - both;
    if (followed.slice(0, both).every((line, index) => isSame(line, found[offset + index]))) {
      return [...found, ...followed.slice(both)];
    }
  }
  return [...found, ...followed];
}
