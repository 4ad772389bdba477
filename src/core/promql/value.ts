import type { Labels } from './labels.ts';

/** One element of an instant vector. Its time is the time of the evaluation. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** One series of an answer: a point for each step it has a value at. */
export interface Points {
  readonly labels: Labels;
  /** Epoch milliseconds. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export interface ScalarValue {
  readonly type: 'scalar';
  readonly atMs: number;
  readonly value: number;
}

export interface StringValue {
  readonly type: 'string';
  readonly atMs: number;
  readonly value: string;
}

export interface VectorValue {
  readonly type: 'vector';
  readonly atMs: number;
  /** In the order of the source, of `sort`, `topk` or `bottomk`. */
  readonly samples: readonly Sample[];
}

/** Sorted by labels. */
export interface MatrixValue {
  readonly type: 'matrix';
  readonly series: readonly Points[];
}

export type InstantValue = ScalarValue | StringValue | VectorValue | MatrixValue;
/** Scalars come as one series without labels, strings not at all: a range of them is refused. */
export type RangeValue = MatrixValue;
