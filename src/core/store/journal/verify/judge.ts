import { toIso } from '../../../kernel/clock.ts';
import { equal } from '../merkle.ts';
import type { Hypothesis } from './hypothesis.ts';
import { merged, type Range } from './range.ts';
import type { Testimony } from './testimony.ts';

/** What is known of some entries, `to` exclusive. */
export interface VerifiedRange extends Range {
  /** `anchored`: as they were when a checkpoint was written outside; `unanchored`: only our own word. */
  state: 'anchored' | 'unanchored' | 'broken';
  /** The anchor that vouches for them. */
  anchor: string | null;
  /** When its checkpoint was signed, ISO 8601. */
  at: string | null;
}

export interface Judgement {
  verdict: 'intact' | 'broken';
  /** The first entry that is not as it was. */
  firstBroken: number | null;
  ranges: VerifiedRange[];
  /** What is wrong, a sentence each. */
  problems: string[];
  /** Those whose word does not fit, and why. */
  misfits: readonly { by: Testimony; why: string }[];
}

/** What was found in the journal's own rows. */
export interface Found {
  /** The entries that were looked at. */
  range: Range;
  /** How far they go without a gap. */
  end: number;
  /** One more than the highest index there is, or than the last that a part of a journal is to have. */
  size: number;
  /** Whether the journal had more entries than are meant to be here. */
  isPart: boolean;
  /** What the tree's root may be at the sizes that somebody testifies to, and at `end`. */
  roots: ReadonlyMap<number, readonly Hypothesis[]>;
  /** What is wrong with the stored tree other than its nodes; left out when none is stored. */
  tree?: FoundTree | undefined;
}

export interface FoundTree {
  /** Entries over which nodes should be stored and are not. */
  lacking: readonly Range[];
  /** Whether there are nodes that no entry explains, or none that can be read. */
  hasStrays: boolean;
}

/** Holds what was found against what was testified. Testimonies of what was not looked at say nothing. */
export function judge(found: Found, testimonies: readonly Testimony[]): Judgement {
  const { range, end, size } = found;
  const fits: Fit[] = [];
  const misfits: { by: Testimony; why: string }[] = [];
  for (const by of testimonies) {
    const fit = fitOf(by, found);
    if ('why' in fit) misfits.push({ by, why: fit.why });
    else fits.push(fit);
  }

  const trusted = Math.max(range.from, ...fits.map((fit) => fit.size));
  const tail = found.roots.get(end)?.[0]?.broken ?? [];
  const changed = merged([
    ...fits.flatMap((fit) => fit.broken),
    ...tail.map(({ from, to }) => ({ from: Math.max(from, trusted), to })),
    ...misfits.map(({ by }) => doubted(by, found, fits)),
    ...(end < range.to ? [{ from: end, to: Math.max(size, range.to) }] : []),
  ]);
  const lacking = found.tree?.lacking ?? [];
  const broken = merged([...changed, ...lacking]);
  // When entries are missing, that is why there are more nodes than entries.
  const isTooMuch = found.tree?.hasStrays === true && broken.length === 0 && misfits.length === 0;
  const first = broken[0]?.from ?? (misfits.length > 0 || isTooMuch ? end : null);
  return {
    verdict: first === null ? 'intact' : 'broken',
    firstBroken: first,
    ranges: rangesOf(range, broken, fits),
    problems: [
      ...changed.map((it) => sentenceOf(it, end)),
      ...misfits.map(sayMisfit),
      ...lacking.map(
        ({ from, to }) => `The stored tree has not all nodes over the entries ${from} to ${to - 1}.`,
      ),
      ...(isTooMuch ? ['The stored tree has nodes of entries that are not there, or cannot be read.'] : []),
    ],
    misfits,
  };
}

/** A testimony that was found to be true, but for some entries. */
interface Fit {
  by: Testimony;
  size: number;
  signedAtMs: number | null;
  broken: readonly Range[];
}

function fitOf(by: Testimony, { roots, end }: Found): Fit | { why: string } {
  if ('problem' in by.said) return { why: by.said.problem };
  const { size, root, signedAtMs } = by.said.checkpoint;
  const possible = roots.get(size);
  if (possible === undefined) return { why: `it counts ${size} entries, and there are ${end} without a gap` };
  const explained = possible.find(({ hash }) => equal(hash, root));
  if (explained === undefined) return { why: 'the entries that are there have another hash' };
  return { by, size, signedAtMs, broken: explained.broken };
}

/** What is missing; or what came after the last size that somebody else vouches for. */
function doubted(by: Testimony, { range, end, size, isPart }: Found, fits: readonly Fit[]): Range {
  if ('checkpoint' in by.said && by.size > end) return { from: size, to: isPart ? size : by.size };
  const to = by.size > 0 ? Math.min(by.size, end) : end;
  const before = fits.map((fit) => fit.size).filter((it) => it < to);
  return { from: Math.max(range.from, ...before), to };
}

function rangesOf(range: Range, broken: readonly Range[], fits: readonly Fit[]): VerifiedRange[] {
  const anchors = fits.filter((fit) => fit.by.external).sort((a, b) => a.size - b.size);
  const last = Math.max(range.to, ...broken.map((it) => it.to));
  const cuts = [
    range.from,
    last,
    ...broken.flatMap(({ from, to }) => [from, to]),
    ...anchors.map((it) => it.size),
  ];
  const sorted = [...new Set(cuts)].filter((it) => it >= range.from && it <= last).sort((a, b) => a - b);
  return sorted.slice(0, -1).map((from, index) => {
    const to = sorted[index + 1] ?? last;
    if (broken.some((it) => it.from <= from && to <= it.to)) {
      return { from, to, state: 'broken', anchor: null, at: null };
    }
    const anchor = anchors.find(({ size }) => size >= to);
    if (anchor === undefined) return { from, to, state: 'unanchored', anchor: null, at: null };
    const at = anchor.signedAtMs === null ? null : toIso(anchor.signedAtMs);
    return { from, to, state: 'anchored', anchor: anchor.by.name, at };
  });
}

function sentenceOf({ from, to }: Range, end: number): string {
  const entries = to - from === 1 ? `Entry ${from} is` : `Entries ${from} to ${to - 1} are`;
  return from >= end ? `${entries} missing or cannot be read.` : `${entries} not as journaled.`;
}

function sayMisfit({ by, why }: { by: Testimony; why: string }): string {
  return `${by.external ? `The anchor ${by.name}` : `The ${by.name} of ${by.size} entries`} does not fit: ${why}.`;
}
