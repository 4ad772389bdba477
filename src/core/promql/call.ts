import type { Stepwise } from '../kernel/slices.ts';
import {
  type Block,
  emptyBlock,
  mapped,
  pickRows,
  RowWriter,
  refuseSameLabels,
  relabelled,
  valueCounter,
} from './block.ts';
import { type Call, type Expression, withoutParentheses } from './expression.ts';
import type { Evaluator, Frame } from './frame.ts';
import { civilOf, DATE_FUNCTIONS } from './functions/dates.ts';
import { ELEMENTWISE, roundTo } from './functions/elementwise.ts';
import { bucketFraction, bucketQuantile, ofHistograms } from './functions/histogram.ts';
import { WINDOW_FUNCTIONS, type Window, type WindowFunction } from './functions/over-time.ts';
import { joinLabels, replaceLabel } from './functions/relabel.ts';
import { max, min } from './go-math.ts';
import { sortedAsGo } from './go-sort.ts';
import { Labels, METRIC_NAME } from './labels.ts';
import { selectInstant } from './select.ts';

/** A call that gives a scalar. */
export function* scalarOfCall(
  call: Call,
  frame: Frame,
  evaluator: Evaluator,
): Stepwise<Float64Array<ArrayBuffer>> {
  const values = new Float64Array(frame.steps);
  if (call.function === 'pi') return values.fill(Math.PI);
  if (call.function === 'time') return values.map((_, step) => timeAt(frame, step) / 1000);
  const { labels, present, values: from, steps } = yield* evaluator.vectors(argument(call, 0), frame);
  // scalar(): of exactly one element, else no number.
  return values.map((_, step) => {
    let found: number | undefined;
    for (let at = step; at < labels.length * steps; at += steps) {
      if (present[at] !== 1) continue;
      if (found !== undefined) return Number.NaN;
      found = from[at] as number;
    }
    return found ?? Number.NaN;
  });
}

/** A call that gives an instant vector. */
export function* evaluateCall(call: Call, frame: Frame, evaluator: Evaluator): Stepwise<Block> {
  const ofWindow = WINDOW_FUNCTIONS.get(call.function);
  if (ofWindow !== undefined) return yield* overTime(call, ofWindow, frame, evaluator);
  const date = DATE_FUNCTIONS.get(call.function);
  if (date !== undefined) {
    const calculate = (value: number) => date(civilOf(value));
    if (call.arguments.length > 0)
      return yield* mapped(yield* evaluator.vectors(argument(call, 0), frame), calculate);
    return withoutLabels(frame, (step) => calculate(Math.trunc(timeAt(frame, step) / 1000)));
  }
  const calculate = ELEMENTWISE.get(call.function);
  if (calculate !== undefined)
    return yield* mapped(yield* evaluator.vectors(argument(call, 0), frame), calculate);
  const scalar = (at: number) => evaluator.scalars(argument(call, at), frame);
  const vector = (at: number) => evaluator.vectors(argument(call, at), frame);
  switch (call.function) {
    case 'absent':
      return absent(call, yield* vector(0), frame);
    case 'clamp':
      return yield* clamp(yield* vector(0), yield* scalar(1), yield* scalar(2));
    case 'clamp_max':
      return yield* clamp(yield* vector(0), new Float64Array(frame.steps).fill(-Infinity), yield* scalar(1));
    case 'clamp_min':
      return yield* clamp(yield* vector(0), yield* scalar(1), new Float64Array(frame.steps).fill(Infinity));
    case 'round': {
      const nearest = call.arguments.length > 1 ? yield* scalar(1) : new Float64Array(frame.steps).fill(1);
      const rounding = Array.from(nearest, roundTo);
      return yield* mapped(yield* vector(0), (value, step) => rounding[step]?.(value) ?? Number.NaN);
    }
    case 'histogram_quantile': {
      const quantiles = yield* scalar(0);
      return yield* ofHistograms(yield* vector(1), (buckets, step) =>
        bucketQuantile(quantiles[step] as number, buckets),
      );
    }
    case 'histogram_fraction': {
      const [lower, upper] = [yield* scalar(0), yield* scalar(1)];
      return yield* ofHistograms(yield* vector(2), (buckets, step) =>
        bucketFraction(lower[step] as number, upper[step] as number, buckets),
      );
    }
    case 'label_join':
      return joinLabels(yield* vector(0), texts(call));
    case 'label_replace':
      return replaceLabel(yield* vector(0), call.regex, texts(call));
    case 'sort':
      return sortByValue(yield* vector(0), (one, other) => Number.isNaN(one) || one > other);
    case 'sort_desc':
      return sortByValue(yield* vector(0), (one, other) => Number.isNaN(one) || one < other);
    case 'timestamp':
      return yield* timestamps(call, frame, evaluator);
    case 'vector': {
      const values = yield* scalar(0);
      return withoutLabels(frame, (step) => values[step] as number);
    }
    default:
      throw new Error(`no evaluation of ${call.function}`);
  }
}

const timeAt = (frame: Frame, step: number) => frame.startMs + step * frame.stepMs;

function argument(call: Call, at: number): Expression {
  const given = call.arguments[at];
  if (given === undefined) throw new Error(`${call.function} without argument ${at} passed the type check`);
  return given;
}

function texts(call: Call): string[] {
  return call.arguments.slice(1).map((given) => {
    const literal = withoutParentheses(given);
    return literal.kind === 'string' ? literal.value : '';
  });
}

function withoutLabels({ steps }: Frame, valueAt: (step: number) => number): Block {
  const values = new Float64Array(steps).map((_, step) => valueAt(step));
  return { steps, labels: [Labels.EMPTY], values, present: new Uint8Array(steps).fill(1) };
}

function* clamp(block: Block, lowest: Float64Array, highest: Float64Array): Stepwise<Block> {
  const { steps, labels } = block;
  const limits = (value: number, step: number) =>
    max(lowest[step] as number, min(highest[step] as number, value));
  // Limits that contradict each other leave nothing.
  if (!lowest.some((low, step) => (highest[step] as number) < low)) return yield* mapped(block, limits);
  const writer = new RowWriter(steps, labels.length);
  for (const [row, of] of labels.entries()) {
    const base = writer.reserve();
    for (let step = 0; step < steps; step += 1) {
      const isThere =
        block.present[row * steps + step] === 1 && !((highest[step] as number) < (lowest[step] as number));
      writer.present[base + step] = isThere ? 1 : 0;
      if (isThere) writer.values[base + step] = limits(block.values[row * steps + step] as number, step);
    }
    if (writer.present.subarray(base, base + steps).includes(1)) writer.keep(of.withoutMetadata());
    yield;
  }
  const clamped = writer.finish();
  return yield* relabelled(clamped, clamped.labels);
}

function sortByValue(block: Block, before: (one: number, other: number) => boolean): Block {
  if (block.steps !== 1) return block;
  const rows = block.labels.map((_, row) => row);
  const value = (row: number) => block.values[row] as number;
  // No number comes last in either direction, so it is sorted to the front and all turned round.
  return pickRows(
    block,
    sortedAsGo(rows, (one, other) => before(value(other), value(one))),
  );
}

function* timestamps(call: Call, frame: Frame, evaluator: Evaluator): Stepwise<Block> {
  const inner = withoutParentheses(argument(call, 0));
  if (inner.kind === 'selector') {
    const block = yield* selectInstant(inner, frame, evaluator, 'seconds');
    return yield* mapped(block, (value) => value);
  }
  return yield* mapped(yield* evaluator.vectors(inner, frame), (_, step) => timeAt(frame, step) / 1000);
}

function absent(call: Call, block: Block, frame: Frame): Block {
  const { steps } = frame;
  const isPresent = new Uint8Array(steps);
  for (let at = 0; at < block.present.length; at += 1) if (block.present[at] === 1) isPresent[at % steps] = 1;
  return where(isPresent, absentLabels(argument(call, 0)), steps);
}

/** 1 at every step that is not marked. */
function where(marked: Uint8Array, labels: Labels, steps: number): Block {
  if (!marked.includes(0)) return emptyBlock(steps);
  const present = marked.map((isMarked) => (isMarked === 1 ? 0 : 1));
  return { steps, labels: [labels], values: new Float64Array(steps).fill(1), present };
}

/** The labels a selector asks for by equality, each once: what is absent is known by them. */
function absentLabels(expression: Expression): Labels {
  const inner = withoutParentheses(expression);
  const selector = inner.kind === 'range' ? inner.selector : inner;
  if (selector.kind !== 'selector') return Labels.EMPTY;
  const pairs = new Map<string, string>();
  const asked = new Set<string>();
  for (const { name, operator, value } of selector.matchers) {
    if (name === METRIC_NAME) continue;
    if (operator === '=' && !asked.has(name)) {
      pairs.set(name, value);
      asked.add(name);
    } else {
      pairs.delete(name);
    }
  }
  return Labels.of(pairs);
}

/** A function of a range vector: of each series by itself, its range moved along from step to step. */
function* overTime(
  call: Call,
  calculate: WindowFunction,
  frame: Frame,
  evaluator: Evaluator,
): Stepwise<Block> {
  const { steps } = frame;
  const rangeAt = call.arguments.findIndex(({ type }) => type === 'matrix');
  const other = call.arguments.find((_, at) => at !== rangeAt);
  const parameters = other === undefined ? undefined : yield* evaluator.scalars(other, frame);
  const inner = withoutParentheses(argument(call, rangeAt));
  const { runs, reference, rangeMs } = yield* evaluator.ranges(inner, frame);
  const keepsName = call.function === 'last_over_time';
  const writer = new RowWriter(steps);
  const empty = new Float64Array(0);
  const window: Window = {
    times: empty,
    values: empty,
    from: 0,
    to: 0,
    startMs: 0,
    endMs: 0,
    nowMs: 0,
    rangeMs,
    parameter: 0,
  };
  const isEnough = valueCounter();
  for (const { labels, times, values, first, end } of runs) {
    yield;
    const base = writer.reserve();
    const { values: target, present } = writer;
    let any = false;
    window.times = times;
    window.values = values;
    window.from = first;
    window.to = first;
    for (let step = 0; step < steps; step += 1) {
      window.endMs = reference.firstMs + step * reference.strideMs;
      window.startMs = window.endMs - rangeMs;
      while (window.to < end && (times[window.to] as number) <= window.endMs) window.to += 1;
      while (window.from < window.to && (times[window.from] as number) <= window.startMs) window.from += 1;
      present[base + step] = 0;
      if (window.from === window.to) continue;
      if (isEnough(window.to - window.from)) yield;
      window.nowMs = timeAt(frame, step);
      if (parameters !== undefined) window.parameter = parameters[step] as number;
      const value = calculate(window);
      if (value === undefined) continue;
      target[base + step] = value;
      present[base + step] = 1;
      any = true;
    }
    if (any) writer.keep(keepsName ? labels : labels.withoutMetadata());
  }
  const block = writer.finish();
  if (call.function === 'absent_over_time') return absent(call, block, frame);
  refuseSameLabels(block.labels);
  return block;
}
