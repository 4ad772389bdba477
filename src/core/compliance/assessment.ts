/** Parts of the compliance score, in the order of the guide's lines. */
export const PART_IDS = ['hash', 'compliance', 'audit', 'dgm', 'governance'] as const;
export type PartId = (typeof PART_IDS)[number];

/** How much is looked at; `quick` goes by what is known already, `daily` adds the trend and a report. */
export const MODES = ['quick', 'production', 'emergency', 'daily'] as const;
export type Mode = (typeof MODES)[number];
/** The modes that look at every part. */
export const WHOLE_MODES: readonly Mode[] = ['production', 'daily'];

/** What was seen of an item, in one place. Nothing counts that has no evidence. */
export interface Evidence {
  /** Where it was read, in the operator's words: `http-header`, `config map mlops-production-config`. */
  source: string;
  expected: string | null;
  /** Null when nothing was there to be seen. */
  observed: string | null;
  /** What it counts, 0 to 1; null when it says neither. */
  value: number | null;
  /** Of how many looks or acts it is made; 1 unless said otherwise. */
  count: number;
  /** ISO 8601; null when it was never seen. */
  observedAt: string | null;
  /** One sentence without its full stop. */
  says: string;
  /** Who made it so and when, where that is known. */
  changedBy: { who: string; at: string } | null;
}

/** What counts once in a part: a component, a kind of operation, a pattern. */
export interface Item {
  id: string;
  title: string;
  /** How much of the part's denominator it is. */
  weight: number;
  /** What its evidence comes to, 0 to 1; null when that cannot be said. */
  value: number | null;
  /** What it counts in the part's numerator, 0 to 1: its value, unless the part asks for a least one. */
  counts: number | null;
  /** One sentence without its full stop when it counts less than it could. */
  says: string | null;
  evidence: Evidence[];
}

export type State = 'met' | 'missed' | 'unknown';

/** One of the five parts, as a fraction. */
export interface Part {
  id: PartId;
  title: string;
  /** Share of the score. */
  weight: number;
  target: number;
  /** Whether the target itself is good, or only what is above it. */
  good: 'at-least' | 'above';
  /** The sum of weight times what counts: what is unknown counts as nothing. */
  numerator: number;
  /** The sum of weights: what is expected and missing stays in it. */
  denominator: number;
  /** Numerator over denominator: at least so much. Null when nothing is known at all. */
  value: number | null;
  /** What it would be if everything unknown were good. */
  atMost: number | null;
  state: State;
  /** The oldest look it rests on. */
  observedAt: string | null;
  /** One sentence without its full stop. */
  says: string;
  items: Item[];
  /** Why it could not be looked at now: what is said is from an earlier look, or nothing. */
  problem: string | null;
}

export type Verdict = 'compliant' | 'violated' | 'inconclusive';

/** What one validation found. Every figure in it can be made again from its items. */
export interface Assessment {
  id: string;
  mode: Mode;
  /** ISO 8601. */
  checkedAt: string;
  /** The period whose samples and acts count, ISO 8601. */
  since: string;
  expectedHash: string;
  verdict: Verdict;
  /** At least `value`, at most `atMost`; null when nothing is known at all. */
  score: { value: number | null; atMost: number | null; target: number };
  parts: Part[];
}
