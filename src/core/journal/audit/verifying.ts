import type { Verification } from '../../store/journal/index.ts';

/** What verifying found, as a screen shows it. */
export interface VerificationView
  extends Pick<Verification, 'verdict' | 'size' | 'root' | 'firstBroken' | 'ranges' | 'problems'> {
  /** ISO 8601. */
  at: string;
  anchors: { name: string; state: string; problem: string | null }[];
}

/** So many sentences say enough; the ranges show the rest. */
const MOST_PROBLEMS = 50;

export function verificationView(found: Verification, at: string): VerificationView {
  const { verdict, size, root, firstBroken, ranges, anchors } = found;
  // Our names say that they are anchors.
  const problems = found.problems.map((it) => it.replace(/^The anchor (?=anchor file|config map)/, 'The '));
  const more = problems.length - MOST_PROBLEMS;
  return {
    ...{ at, verdict, size, root, firstBroken },
    ranges: rangesToShow(ranges),
    problems: [...problems.slice(0, MOST_PROBLEMS), ...(more > 0 ? [`And ${more} more.`] : [])],
    anchors: anchors.map(({ name, state, problem }) => ({ name, state, problem })),
  };
}

/** A strip has a thousand pixels or two; more ranges than that are put together, the worst of them wins. */
const MOST_RANGES = 2000;
const RANK = { anchored: 0, unanchored: 1, broken: 2 } as const;

function rangesToShow(ranges: Verification['ranges']): Verification['ranges'] {
  if (ranges.length <= MOST_RANGES) return ranges;
  const together = Math.ceil(ranges.length / MOST_RANGES);
  return Array.from({ length: Math.ceil(ranges.length / together) }, (_, number) =>
    ranges
      .slice(number * together, (number + 1) * together)
      .reduce((sum, it) => ({ ...(RANK[it.state] > RANK[sum.state] ? it : sum), from: sum.from, to: it.to })),
  );
}
