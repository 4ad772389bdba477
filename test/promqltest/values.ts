/** One place in a sequence of samples: a number, a staleness marker, or nothing. */
export type Point = number | 'stale' | 'nothing';

/** What the notation says and this reader has no word for. */
export class NativeHistogram extends Error {}

const NUMBER = String.raw`(?:[+-]?(?:inf|nan)|[+-]?(?:\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?))`;
const NOTHING = /^_(?:x(\d+))?$/;
const SEQUENCE = new RegExp(`^(${NUMBER})(?:([+-]${NUMBER}))?(?:x(\\d+))?$`, 'i');

/** `1 2+3x2 _ stale`: `a+bxn` is n more samples after a, each b larger than the one before. */
export function pointsOf(text: string): Point[] {
  if (text.includes('{{')) throw new NativeHistogram('native histogram');
  return text
    .split(/[ \t]+/)
    .filter(Boolean)
    .flatMap(pointsOfWord);
}

function pointsOfWord(word: string): Point[] {
  if (word.toLowerCase() === 'stale') return ['stale'];
  const nothing = NOTHING.exec(word);
  if (nothing !== null) return new Array<Point>(Number(nothing[1] ?? 1)).fill('nothing');
  const [whole, first = '', step, times] = SEQUENCE.exec(word) ?? [];
  if (whole === undefined) throw new Error(`no sample: ${word}`);
  const start = numberOf(first);
  if (times === undefined) return [start];
  const points: number[] = [start];
  // Added one by one, as Prometheus does it: rounding adds up.
  for (let at = 0; at < Number(times); at += 1) {
    points.push((points[at] as number) + (step === undefined ? 0 : numberOf(step)));
  }
  return points;
}

export function numberOf(text: string): number {
  const lower = text.toLowerCase().replace(/^\+/, '');
  if (lower.endsWith('inf')) return lower.startsWith('-') ? -Infinity : Infinity;
  return lower.endsWith('nan') ? Number.NaN : Number(lower);
}
