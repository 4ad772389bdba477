import type { Stepwise } from '../kernel/slices.ts';
import type { Block } from './block.ts';
import type { Expression } from './expression.ts';
import type { Reference, SampleRun } from './select.ts';
import type { SeriesSource } from './series.ts';

/** The moments an expression is evaluated at: `startMs`, `startMs + stepMs`, …, `steps` of them. */
export interface Frame {
  readonly startMs: number;
  /** Up to which it was asked for; the last moment may be earlier. */
  readonly endMs: number;
  readonly stepMs: number;
  readonly steps: number;
}

export function frameOf(startMs: number, endMs: number, stepMs: number): Frame {
  const steps = endMs < startMs ? 0 : Math.floor((endMs - startMs) / stepMs) + 1;
  return { startMs, endMs, stepMs, steps };
}

/** What stays the same while one expression is evaluated. */
export interface Evaluation {
  readonly source: SeriesSource;
  readonly lookbackMs: number;
  readonly subqueryStepMs: number;
  /** What `@ start()` and `@ end()` mean. */
  readonly startMs: number;
  readonly endMs: number;
}

/** A range vector: its series, which are read as they are walked through, and where its ranges lie. */
export interface Ranges {
  readonly runs: Iterable<SampleRun>;
  readonly reference: Reference;
  readonly rangeMs: number;
}

/** What evaluates the parts of an expression, each by its type, stopping often enough to be left for a while. */
export interface Evaluator extends Evaluation {
  /** The value of a scalar expression at every step. */
  scalars(expression: Expression, frame: Frame): Stepwise<Float64Array<ArrayBuffer>>;
  /** The value of an instant vector expression at every step. */
  vectors(expression: Expression, frame: Frame): Stepwise<Block>;
  /** The series of a range vector expression, and where its ranges lie. */
  ranges(expression: Expression, frame: Frame): Stepwise<Ranges>;
}
