import { atOnce, type Stepwise } from '../kernel/slices.ts';
import { aggregate, countValues } from './aggregate.ts';
import { scalarWithScalar, vectorWithScalar, vectorWithVector } from './binary.ts';
import { type Block, checkSize, mapped, refuseSameLabels } from './block.ts';
import { evaluateCall, scalarOfCall } from './call.ts';
import { documentedType } from './check-types.ts';
import { PromqlError } from './errors.ts';
import { type Aggregation, type Expression, type Subquery, withoutParentheses } from './expression.ts';
import { type Evaluator, type Frame, frameOf, type Ranges } from './frame.ts';
import { Labels } from './labels.ts';
import { referenceOf, runsOf, type SampleRun, selectInstant, selectRuns, subqueryFrame } from './select.ts';
import type { SeriesSource } from './series.ts';
import { isStepInvariant, repeated } from './step-invariant.ts';
import { topK } from './top-k.ts';
import type { InstantValue, MatrixValue, Points, RangeValue } from './value.ts';

/** How far back an instant selector looks for its newest sample. */
export const DEFAULT_LOOKBACK_MS = 300_000;
export const DEFAULT_SUBQUERY_STEP_MS = 60_000;

interface Common {
  expression: Expression;
  source: SeriesSource;
  /** How far back an instant selector looks. Default 5 min, as Prometheus. */
  lookbackMs?: number;
  /** Step of subqueries that name none; Prometheus takes its global evaluation interval. Default 1 min. */
  subqueryStepMs?: number;
}

type InstantOptions = Common & { atMs: number };
type RangeOptions = Common & { fromMs: number; toMs: number; stepMs: number };

/** The value at one moment, in epoch milliseconds. Throws a PromqlError of fault `evaluation` in Prometheus' words. */
export function evaluateInstant(options: InstantOptions): InstantValue {
  return atOnce(evaluatingInstant(options));
}

/** At `fromMs`, `fromMs + stepMs`, … up to and including `toMs`. */
export function evaluateRange(options: RangeOptions): RangeValue {
  return atOnce(evaluatingRange(options));
}

/**
 * The same, to be done in slices. It stops after each series that is read and within whatever is calculated of many
 * values; what the source holds may grow meanwhile.
 */
export function* evaluatingInstant({ atMs, ...common }: InstantOptions): Stepwise<InstantValue> {
  const { expression } = common;
  const frame = frameOf(atMs, atMs, 1);
  const evaluator = evaluatorOf(common, frame);
  const literal = withoutParentheses(expression);
  if (literal.kind === 'string') return { type: 'string', atMs, value: literal.value };
  if (expression.type === 'scalar') {
    return { type: 'scalar', atMs, value: (yield* scalars(expression, frame, evaluator))[0] as number };
  }
  if (expression.type === 'matrix') return yield* wholeRange(literal, frame, evaluator);
  const { labels, values } = yield* vectors(expression, frame, evaluator);
  return {
    type: 'vector',
    atMs,
    samples: labels.map((of, row) => ({ labels: of, value: values[row] as number })),
  };
}

/** The values of a range, to be done in slices. */
export function* evaluatingRange(options: RangeOptions): Stepwise<RangeValue> {
  const { expression, fromMs, toMs, stepMs } = options;
  if (expression.type !== 'scalar' && expression.type !== 'vector') {
    const type = documentedType(expression.type);
    const only = 'must be Scalar or instant Vector';
    throw new PromqlError('evaluation', `invalid expression type "${type}" for range query, ${only}`);
  }
  const frame = frameOf(fromMs, toMs, stepMs);
  checkSize(frame.steps);
  const evaluator = evaluatorOf(options, frame);
  const block =
    expression.type === 'scalar'
      ? rowOfScalars(frame, yield* scalars(expression, frame, evaluator))
      : yield* vectors(expression, frame, evaluator);
  return sorted(yield* pointsOfAll(runsOf(block, frame)));
}

function evaluatorOf(common: Common, frame: Frame): Evaluator {
  const evaluator: Evaluator = {
    source: common.source,
    lookbackMs: common.lookbackMs ?? DEFAULT_LOOKBACK_MS,
    subqueryStepMs: common.subqueryStepMs ?? DEFAULT_SUBQUERY_STEP_MS,
    startMs: frame.startMs,
    endMs: frame.endMs,
    scalars: (expression, inner) => scalars(expression, inner, evaluator),
    vectors: (expression, inner) => vectors(expression, inner, evaluator),
    ranges: (expression, inner) => ranges(expression, inner, evaluator),
  };
  return evaluator;
}

function rowOfScalars({ steps }: Frame, values: Float64Array<ArrayBuffer>): Block {
  return { steps, labels: [Labels.EMPTY], values, present: new Uint8Array(steps).fill(1) };
}

function* wholeRange(expression: Expression, frame: Frame, evaluator: Evaluator): Stepwise<MatrixValue> {
  const { runs } = yield* ranges(expression, frame, evaluator);
  return sorted((yield* pointsOfAll(runs)).filter(({ times }) => times.length > 0));
}

function* pointsOfAll(runs: Iterable<SampleRun>): Stepwise<Points[]> {
  const all: Points[] = [];
  for (const run of runs) {
    all.push(pointsOf(run));
    yield;
  }
  return all;
}

const pointsOf = ({ labels, times, values, first, end }: SampleRun): Points => ({
  labels,
  times: times.slice(first, end),
  values: values.slice(first, end),
});

function sorted(series: Points[]): MatrixValue {
  return { type: 'matrix', series: series.sort((one, other) => Labels.compare(one.labels, other.labels)) };
}

/** The value of a scalar expression at every step. */
function* scalars(
  expression: Expression,
  frame: Frame,
  evaluator: Evaluator,
): Stepwise<Float64Array<ArrayBuffer>> {
  switch (expression.kind) {
    case 'number':
      return new Float64Array(frame.steps).fill(expression.value);
    case 'parenthesis':
      return yield* scalars(expression.expression, frame, evaluator);
    case 'unary': {
      const values = yield* scalars(expression.expression, frame, evaluator);
      return expression.operator === '-' ? values.map((value) => -value) : values;
    }
    case 'binary':
      return scalarWithScalar(
        expression,
        yield* scalars(expression.left, frame, evaluator),
        yield* scalars(expression.right, frame, evaluator),
      );
    case 'call':
      return yield* scalarOfCall(expression, frame, evaluator);
    default:
      throw new Error(`${expression.kind} is no scalar`);
  }
}

/** The value of an instant vector expression at every step. */
function* vectors(expression: Expression, frame: Frame, evaluator: Evaluator): Stepwise<Block> {
  if (frame.steps > 1 && isStepInvariant(expression)) {
    const once = frameOf(frame.startMs, frame.startMs, frame.stepMs);
    return repeated(yield* vectorsAtEachStep(expression, once, evaluator), frame.steps);
  }
  return yield* vectorsAtEachStep(expression, frame, evaluator);
}

function* vectorsAtEachStep(expression: Expression, frame: Frame, evaluator: Evaluator): Stepwise<Block> {
  switch (expression.kind) {
    case 'selector':
      return yield* selectInstant(expression, frame, evaluator);
    case 'parenthesis':
      return yield* vectors(expression.expression, frame, evaluator);
    case 'unary': {
      const block = yield* vectors(expression.expression, frame, evaluator);
      if (expression.operator === '+') return block;
      refuseSameLabels(block.labels.map((labels) => labels.withoutMetadata()));
      return yield* mapped(block, (value) => -value);
    }
    case 'aggregation':
      return yield* aggregation(expression, frame, evaluator);
    case 'call':
      return yield* evaluateCall(expression, frame, evaluator);
    case 'binary': {
      const { left, right } = expression;
      if (left.type === 'scalar') {
        const scalar = yield* scalars(left, frame, evaluator);
        return yield* vectorWithScalar(expression, yield* vectors(right, frame, evaluator), scalar, false);
      }
      const vector = yield* vectors(left, frame, evaluator);
      if (right.type === 'scalar') {
        return yield* vectorWithScalar(expression, vector, yield* scalars(right, frame, evaluator), true);
      }
      return yield* vectorWithVector(expression, vector, yield* vectors(right, frame, evaluator));
    }
    default:
      throw new Error(`${expression.kind} is no instant vector`);
  }
}

function* aggregation(node: Aggregation, frame: Frame, evaluator: Evaluator): Stepwise<Block> {
  const { parameter, operator } = node;
  if (operator === 'count_values' && parameter !== undefined) {
    const label = withoutParentheses(parameter);
    const input = yield* vectors(node.expression, frame, evaluator);
    return yield* countValues(node, input, label.kind === 'string' ? label.value : '');
  }
  const perStep = parameter === undefined ? undefined : yield* scalars(parameter, frame, evaluator);
  const input = yield* vectors(node.expression, frame, evaluator);
  if (perStep !== undefined && (operator === 'topk' || operator === 'bottomk'))
    return yield* topK(node, input, perStep);
  return yield* aggregate(node, input, perStep);
}

/** The series of a range vector, and where its ranges lie. */
function* ranges(expression: Expression, frame: Frame, evaluator: Evaluator): Stepwise<Ranges> {
  if (expression.kind === 'range') {
    const { selector, rangeMs } = expression;
    const reference = referenceOf(selector, frame, evaluator);
    return { runs: selectRuns(selector, rangeMs, reference, frame, evaluator), reference, rangeMs };
  }
  if (expression.kind !== 'subquery') throw new Error(`${expression.kind} is no range vector`);
  const { rangeMs } = expression;
  return {
    runs: yield* runsOfSubquery(expression, frame, evaluator),
    reference: referenceOf(expression, frame, evaluator),
    rangeMs,
  };
}

function* runsOfSubquery(
  subquery: Subquery,
  frame: Frame,
  evaluator: Evaluator,
): Stepwise<Iterable<SampleRun>> {
  const { startMs, endMs, stepMs } = subqueryFrame(subquery, frame, evaluator);
  const inner = frameOf(startMs, endMs, stepMs);
  if (inner.steps === 0) return [];
  return runsOf(yield* vectors(subquery.expression, inner, evaluator), inner);
}
