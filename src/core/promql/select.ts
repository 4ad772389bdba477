import type { Stepwise } from '../kernel/slices.ts';
import { type Block, RowWriter } from './block.ts';
import type { AtTime, Subquery, VectorSelector } from './expression.ts';
import type { Evaluation, Frame } from './frame.ts';
import type { Labels } from './labels.ts';
import type { Series } from './series.ts';

/** The samples of one series that ranges are cut from: no staleness markers, `first` to before `end`. */
export interface SampleRun {
  readonly labels: Labels;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly first: number;
  readonly end: number;
}

/** Where a selector looks from a step: `fixed` when `@` says so, else the step less the offset. */
export interface Reference {
  readonly firstMs: number;
  /** From one step to the next; 0 with `@`. */
  readonly strideMs: number;
}

export function referenceOf(
  { at, offsetMs }: { at: AtTime | undefined; offsetMs: number },
  frame: Frame,
  evaluation: Evaluation,
): Reference {
  if (at === undefined) return { firstMs: frame.startMs - offsetMs, strideMs: frame.stepMs };
  const fixed = at === 'start' ? evaluation.startMs : at === 'end' ? evaluation.endMs : at;
  return { firstMs: fixed - offsetMs, strideMs: 0 };
}

/** The newest sample of each series at each step, unless it is too old or says that the series has ended. */
export function* selectInstant(
  selector: VectorSelector,
  frame: Frame,
  evaluation: Evaluation,
  /** What to take of a sample: its value, or when it was taken. */
  what: 'value' | 'seconds' = 'value',
): Stepwise<Block> {
  const { steps } = frame;
  const { lookbackMs } = evaluation;
  const selected = referenceOf(selector, frame, evaluation);
  const { strideMs } = selected;
  // timestamp() of a selector with `@` looks from there without the offset, at what was selected with it.
  const forgetsOffset = what === 'seconds' && selector.at !== undefined;
  const firstMs = forgetsOffset ? selected.firstMs + selector.offsetMs : selected.firstMs;
  const writer = new RowWriter(steps);
  const earliestMs = selected.firstMs - lookbackMs + 1;
  const latestMs = selected.firstMs + (steps - 1) * strideMs;
  for (const series of evaluation.source.select(selector.matchers, earliestMs, latestMs)) {
    const { times, values, stale } = series;
    const all = series.count ?? times.length;
    const count = forgetsOffset ? lowerBound(times, all, latestMs + 1) : all;
    const base = writer.reserve();
    const { values: target, present } = writer;
    let any = false;
    const earliest = lowerBound(times, count, earliestMs);
    let next = earliest;
    for (let step = 0; step < steps; step += 1) {
      const reference = firstMs + step * strideMs;
      while (next < count && (times[next] as number) <= reference) next += 1;
      const newest = next - 1;
      const isThere =
        newest >= earliest && (times[newest] as number) > reference - lookbackMs && stale?.[newest] !== 1;
      // The row may hold what a series without any value left behind.
      present[base + step] = isThere ? 1 : 0;
      if (!isThere) continue;
      any = true;
      target[base + step] = what === 'value' ? (values[newest] as number) : (times[newest] as number) / 1000;
    }
    if (any) writer.keep(series.labels);
    yield;
  }
  return writer.finish();
}

/** The series of a range selector, with the samples any of its ranges may hold. */
export function* selectRuns(
  selector: VectorSelector,
  rangeMs: number,
  reference: Reference,
  frame: Frame,
  evaluation: Evaluation,
): Iterable<SampleRun> {
  const fromMs = reference.firstMs - rangeMs + 1;
  const toMs = reference.firstMs + (frame.steps - 1) * reference.strideMs;
  for (const series of evaluation.source.select(selector.matchers, fromMs, toMs)) {
    yield runOf(series, fromMs, toMs);
  }
}

function runOf(
  { labels, times, values, stale, count = times.length }: Series,
  fromMs: number,
  toMs: number,
): SampleRun {
  const first = lowerBound(times, count, fromMs);
  const end = lowerBound(times, count, toMs + 1);
  if (stale === undefined || !stale.subarray(first, end).includes(1))
    return { labels, times, values, first, end };
  const isLive = (_: number, at: number) => stale[first + at] !== 1;
  const live = times.subarray(first, end).filter(isLive);
  return {
    labels,
    times: live,
    values: values.subarray(first, end).filter(isLive),
    first: 0,
    end: live.length,
  };
}

/** Index of the first time that is not before `timeMs`. */
function lowerBound(times: Float64Array, count: number, timeMs: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The steps of a subquery: multiples of its step, from behind the start of its first range to the end of its last.
 * Go divides towards zero.
 */
export function subqueryFrame(
  subquery: Subquery,
  frame: Frame,
  evaluation: Evaluation,
): Omit<Frame, 'steps'> {
  const stepMs = subquery.stepMs ?? evaluation.subqueryStepMs;
  const { firstMs, strideMs } = referenceOf(subquery, frame, evaluation);
  const behindMs = firstMs - subquery.rangeMs;
  let startMs = stepMs * Math.trunc(behindMs / stepMs);
  if (startMs <= behindMs) startMs += stepMs;
  const endMs = strideMs === 0 ? firstMs : frame.endMs - (frame.startMs - firstMs);
  return { startMs, endMs, stepMs };
}

/** The rows of a block as series: each step with a value is a sample. */
export function* runsOf({ steps, labels, values, present }: Block, frame: Frame): Iterable<SampleRun> {
  for (let row = 0; row < labels.length; row += 1) {
    const times: number[] = [];
    const taken: number[] = [];
    for (let step = 0; step < steps; step += 1) {
      if (present[row * steps + step] !== 1) continue;
      times.push(frame.startMs + step * frame.stepMs);
      taken.push(values[row * steps + step] as number);
    }
    const run = { times: Float64Array.from(times), values: Float64Array.from(taken) };
    yield { labels: labels[row] as Labels, ...run, first: 0, end: times.length };
  }
}
