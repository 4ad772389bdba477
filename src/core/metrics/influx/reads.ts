import {
  DEFAULT_LOOKBACK_MS,
  DEFAULT_SUBQUERY_STEP_MS,
  type Expression,
  evaluateRange,
  type Matcher,
  type SeriesSource,
  withoutParentheses,
} from '../../promql/index.ts';

/** How samples are read: each of them, or one for each part of time, which ends at its last millisecond. */
export type Reduction =
  | { how: 'every' }
  | {
      how: 'last' | 'min' | 'max' | 'mean';
      widthMs: number;
      /** Whether the answer is the same as with every sample; else it is close to it. */
      isExact: boolean;
    };

/** What a selector of an expression asks for. Times are epoch milliseconds, both inclusive. */
export interface Read {
  matchers: readonly Matcher[];
  fromMs: number;
  toMs: number;
  reduction: Reduction;
}

/** Narrower parts hold one sample each anyway. */
const LEAST_WIDTH_MS = 1000;
/** As dense as samples usually are. */
const FINE_WIDTH_MS = 15_000;
/** Of a range whose samples are weighed or extrapolated, so many parts at least. */
const PARTS_OF_RANGE = 5;

const EVERY: Reduction = { how: 'every' };

/** The parts of these say the same as the samples in them do: a range is made of whole parts. */
const EXACT: Readonly<Record<string, 'last' | 'min' | 'max'>> = {
  ...{ last_over_time: 'last', min_over_time: 'min', max_over_time: 'max' },
};
/** These come close to it: a mean weighs each part alike, a rate sees what each part ended with, and not when. */
const CLOSE: Readonly<Record<string, 'last' | 'mean'>> = {
  ...{ avg_over_time: 'mean', rate: 'last', increase: 'last', delta: 'last', deriv: 'last' },
  predict_linear: 'last',
};

/** What an evaluation over a range will ask its source for: found by evaluating it over nothing. */
export function readsOf(
  expression: Expression,
  range: { fromMs: number; toMs: number; stepMs: number },
): Read[] {
  const reductions = new Map<readonly Matcher[], Reduction>();
  choose(expression, range.stepMs, reductions);
  const reads = new Map<readonly Matcher[], Read>();
  const source: SeriesSource = {
    select(matchers, fromMs, toMs) {
      const known = reads.get(matchers);
      const reduction = reductions.get(matchers) ?? EVERY;
      // Asked for twice, the parts of one need not end where those of the other do.
      reads.set(
        matchers,
        known === undefined
          ? { matchers, fromMs, toMs, reduction }
          : {
              matchers,
              fromMs: Math.min(fromMs, known.fromMs),
              toMs: Math.max(toMs, known.toMs),
              reduction: known.fromMs === fromMs && known.toMs === toMs ? reduction : EVERY,
            },
      );
      return [];
    },
  };
  evaluateRange({ expression, source, ...range });
  return [...reads.values()];
}

function choose(expression: Expression, stepMs: number, found: Map<readonly Matcher[], Reduction>): void {
  switch (expression.kind) {
    case 'selector':
      found.set(expression.matchers, expression.at === undefined ? newestWithin(stepMs) : EVERY);
      return;
    case 'range':
      found.set(expression.selector.matchers, EVERY);
      return;
    case 'subquery':
      choose(expression.expression, expression.stepMs ?? DEFAULT_SUBQUERY_STEP_MS, found);
      return;
    case 'call':
      for (const argument of expression.arguments) {
        choose(argument, stepMs, found);
        const inner = withoutParentheses(argument);
        if (inner.kind === 'range' && inner.selector.at === undefined) {
          found.set(inner.selector.matchers, ofRange(expression.function, inner.rangeMs, stepMs));
        }
        // It asks when a sample was taken, which a part does not tell.
        if (inner.kind === 'selector' && expression.function === 'timestamp')
          found.set(inner.matchers, EVERY);
      }
      return;
    case 'binary':
      choose(expression.left, stepMs, found);
      choose(expression.right, stepMs, found);
      return;
    case 'aggregation':
      if (expression.parameter) choose(expression.parameter, stepMs, found);
      choose(expression.expression, stepMs, found);
      return;
    case 'unary':
    case 'parenthesis':
      choose(expression.expression, stepMs, found);
      return;
    case 'number':
    case 'string':
  }
}

/**
 * A part ends at every step, and one where a selector stops looking back: then no sample is seen too long. Where
 * that makes too many parts it may be seen for less than a part longer.
 */
function newestWithin(stepMs: number): Reduction {
  const common = greatestCommonDivisor(stepMs, DEFAULT_LOOKBACK_MS);
  return reduced('last', common >= FINE_WIDTH_MS ? common : divisorUpTo(stepMs, DEFAULT_LOOKBACK_MS), true);
}

function ofRange(called: string, rangeMs: number, stepMs: number): Reduction {
  const common = greatestCommonDivisor(rangeMs, stepMs);
  const exact = EXACT[called];
  if (exact !== undefined) return reduced(exact, common, true);
  const close = CLOSE[called];
  if (close === undefined) return EVERY;
  return reduced(close, divisorUpTo(common, rangeMs / PARTS_OF_RANGE), false);
}

function reduced(how: 'last' | 'min' | 'max' | 'mean', widthMs: number, isExact: boolean): Reduction {
  return widthMs < LEAST_WIDTH_MS ? EVERY : { how, widthMs, isExact };
}

/** The greatest divisor that is no greater than `most`; 0 when it would be below a second. */
function divisorUpTo(value: number, most: number): number {
  for (let parts = Math.max(1, Math.ceil(value / most)); value / parts >= LEAST_WIDTH_MS; parts += 1) {
    if (value % parts === 0) return value / parts;
  }
  return 0;
}

function greatestCommonDivisor(one: number, other: number): number {
  let [a, b] = [one, other];
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
