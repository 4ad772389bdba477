import { KahanSum, RunningMean } from '../kahan.ts';
import { quantileOf } from './quantile.ts';
import { extrapolated, fromLastTwo } from './rate.ts';
import { linearRegression } from './regression.ts';

/** The samples in one range of one series: `from` to before `to`. At least one. */
export interface Window {
  times: Float64Array;
  values: Float64Array;
  from: number;
  to: number;
  /** The range's limits, the start itself not in it. Epoch milliseconds. */
  startMs: number;
  endMs: number;
  /** The moment of the evaluation, which `offset` and `@` leave as it is. */
  nowMs: number;
  rangeMs: number;
  /** The call's other argument at this step. */
  parameter: number;
}

/** What a range says; undefined when it has too few samples to say anything. */
export type WindowFunction = (window: Window) => number | undefined;

const last = ({ values, to }: Window) => values[to - 1] as number;

function fold(
  begin: (first: number) => number,
  step: (so: number, value: number, before: number) => number,
): WindowFunction {
  return ({ values, from, to }) => {
    let so = begin(values[from] as number);
    for (let at = from + 1; at < to; at += 1) so = step(so, values[at] as number, values[at - 1] as number);
    return so;
  };
}

function sum({ values, from, to }: Window): number {
  const kahan = new KahanSum();
  for (let at = from; at < to; at += 1) kahan.add(values[at] as number);
  return Math.abs(kahan.sum) === Infinity ? kahan.sum : kahan.sum + kahan.rest;
}

function average({ values, from, to }: Window): number {
  const mean = new RunningMean(values[from] as number);
  for (let at = from + 1; at < to; at += 1) mean.add(values[at] as number);
  return mean.value;
}

function variance({ values, from, to }: Window): number {
  const mean = new KahanSum();
  const squares = new KahanSum();
  for (let at = from; at < to; at += 1) {
    const value = values[at] as number;
    const delta = value - (mean.sum + mean.rest);
    mean.add(delta / (at - from + 1));
    squares.add(delta * (value - (mean.sum + mean.rest)));
  }
  return (squares.sum + squares.rest) / (to - from);
}

const isChange = (value: number, before: number) =>
  value !== before && !(Number.isNaN(value) && Number.isNaN(before));

export const WINDOW_FUNCTIONS: ReadonlyMap<string, WindowFunction> = new Map<string, WindowFunction>([
  ['absent_over_time', () => 1],
  ['avg_over_time', average],
  [
    'changes',
    fold(
      () => 0,
      (so, value, before) => (isChange(value, before) ? so + 1 : so),
    ),
  ],
  ['count_over_time', ({ from, to }) => to - from],
  ['delta', (window) => extrapolated(window, { isCounter: false, isRate: false })],
  [
    'deriv',
    (window) => {
      if (window.to - window.from < 2) return undefined;
      return linearRegression(window, window.times[window.from] as number).slope;
    },
  ],
  ['idelta', (window) => fromLastTwo(window, false)],
  ['increase', (window) => extrapolated(window, { isCounter: true, isRate: false })],
  ['irate', (window) => fromLastTwo(window, true)],
  ['last_over_time', last],
  [
    'max_over_time',
    fold(
      (first) => first,
      (so, value) => (value > so || Number.isNaN(so) ? value : so),
    ),
  ],
  [
    'min_over_time',
    fold(
      (first) => first,
      (so, value) => (value < so || Number.isNaN(so) ? value : so),
    ),
  ],
  [
    'predict_linear',
    (window) => {
      if (window.to - window.from < 2) return undefined;
      const { slope, intercept } = linearRegression(window, window.nowMs);
      return slope * window.parameter + intercept;
    },
  ],
  ['present_over_time', () => 1],
  ['quantile_over_time', ({ values, from, to, parameter }) => quantileOf(parameter, values.slice(from, to))],
  ['rate', (window) => extrapolated(window, { isCounter: true, isRate: true })],
  [
    'resets',
    fold(
      () => 0,
      (so, value, before) => (value < before ? so + 1 : so),
    ),
  ],
  ['stddev_over_time', (window) => Math.sqrt(variance(window))],
  ['stdvar_over_time', variance],
  ['sum_over_time', sum],
]);
