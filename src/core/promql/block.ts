import type { Stepwise } from '../kernel/slices.ts';
import { PromqlError } from './errors.ts';
import type { Labels } from './labels.ts';

/**
 * An instant vector at every step of a frame: a row for each series, row after row in one array. No row is without
 * any value. The order of the rows is the order of the vector.
 */
export interface Block {
  readonly steps: number;
  readonly labels: readonly Labels[];
  readonly values: Float64Array<ArrayBuffer>;
  /** 1 where a row has a value at a step. */
  readonly present: Uint8Array<ArrayBuffer>;
}

/** Prometheus' default limit (`--query.max-samples`), here for the values of one part of an expression. */
const MOST_VALUES = 50_000_000;

const SAME_LABELSET = 'vector cannot contain metrics with the same labelset';

/** So many values may be handled in one go: a millisecond's worth, whatever is calculated of them. */
const VALUES_AT_ONCE = 8192;

/** Counts the values that are handled, and says when they are enough for one go. */
export function valueCounter(): (values: number) => boolean {
  let handled = 0;
  return (values) => {
    handled += values;
    if (handled <= VALUES_AT_ONCE) return false;
    handled = 0;
    return true;
  };
}

/** Throws in Prometheus' words when so many values are too many. */
export function checkSize(values: number): void {
  if (values <= MOST_VALUES) return;
  const what = 'query processing would load too many samples into memory in query execution';
  throw new PromqlError('evaluation', what);
}

export function sameLabelset(): never {
  throw new PromqlError('evaluation', SAME_LABELSET);
}

export function emptyBlock(steps: number): Block {
  return { steps, labels: [], values: new Float64Array(0), present: new Uint8Array(0) };
}

/** Throws when two rows have the same labels, whether at the same step or not. */
export function refuseSameLabels(labels: readonly Labels[]): void {
  if (labels.length > 1 && new Set(labels.map(({ key }) => key)).size < labels.length) sameLabelset();
}

/** Collects rows one after another. */
export class RowWriter {
  readonly #steps: number;
  readonly #labels: Labels[] = [];
  #values: Float64Array<ArrayBuffer>;
  #present: Uint8Array<ArrayBuffer>;

  constructor(steps: number, expectedRows = 8) {
    checkSize(steps);
    this.#steps = steps;
    this.#values = new Float64Array(steps * expectedRows);
    this.#present = new Uint8Array(steps * expectedRows);
  }

  get rows(): number {
    return this.#labels.length;
  }

  /** Makes room for a row and says where its values go; it counts only once `keep` is called. */
  reserve(): number {
    const base = this.#labels.length * this.#steps;
    if (base + this.#steps > this.#values.length) this.#grow();
    return base;
  }

  get values(): Float64Array<ArrayBuffer> {
    return this.#values;
  }

  get present(): Uint8Array<ArrayBuffer> {
    return this.#present;
  }

  keep(labels: Labels): void {
    this.#labels.push(labels);
  }

  finish(): Block {
    const length = this.#labels.length * this.#steps;
    const values = this.#values.subarray(0, length);
    return { steps: this.#steps, labels: this.#labels, values, present: this.#present.subarray(0, length) };
  }

  #grow(): void {
    const size = Math.max(this.#values.length * 2, this.#steps * 8);
    checkSize(this.#values.length);
    const values = new Float64Array(size);
    values.set(this.#values);
    this.#values = values;
    const present = new Uint8Array(size);
    present.set(this.#present);
    this.#present = present;
  }
}

/** Collects values by their labels; two of the same labels at the same step are an error. */
export class LabelWriter {
  readonly #steps: number;
  readonly #rows: RowWriter;
  readonly #rowOf = new Map<string, number>();
  #clash = false;

  constructor(steps: number, expectedRows = 8) {
    this.#steps = steps;
    this.#rows = new RowWriter(steps, expectedRows);
  }

  /** The row of these labels, made when there is none: set a value in it, a row without any must not stay. */
  rowOf(labels: Labels): number {
    let row = this.#rowOf.get(labels.key);
    if (row === undefined) {
      row = this.#rows.rows;
      this.#rows.reserve();
      this.#rows.keep(labels);
      this.#rowOf.set(labels.key, row);
    }
    return row;
  }

  set(row: number, step: number, value: number): void {
    const at = row * this.#steps + step;
    if (this.#rows.present[at] === 1) this.#clash = true;
    this.#rows.present[at] = 1;
    this.#rows.values[at] = value;
  }

  /** Throws when a step so far had two values of the same labels. */
  checkStep(): void {
    if (this.#clash) sameLabelset();
  }

  finish(): Block {
    this.checkStep();
    return this.#rows.finish();
  }
}

/** The block without the rows that have lost all their values. */
export function withoutEmptyRows(block: Block): Block {
  const { steps, labels, values, present } = block;
  const kept = labels.map((_, row) => present.subarray(row * steps, (row + 1) * steps).includes(1));
  if (!kept.includes(false)) return block;
  return pickRows(
    block,
    labels.flatMap((_, row) => (kept[row] ? [row] : [])),
    values,
  );
}

/** The rows of these numbers, in this order. */
export function pickRows(block: Block, rows: readonly number[], values = block.values): Block {
  const { steps } = block;
  const picked = {
    steps,
    labels: rows.map((row) => block.labels[row] as Labels),
    values: new Float64Array(rows.length * steps),
    present: new Uint8Array(rows.length * steps),
  };
  rows.forEach((row, to) => {
    picked.values.set(values.subarray(row * steps, (row + 1) * steps), to * steps);
    picked.present.set(block.present.subarray(row * steps, (row + 1) * steps), to * steps);
  });
  return picked;
}

/** Other labels for the same values. Rows that come to have the same labels become one, if they never meet. */
export function* relabelled(block: Block, labels: readonly Labels[]): Stepwise<Block> {
  const isUnique = labels.length < 2 || new Set(labels.map(({ key }) => key)).size === labels.length;
  if (isUnique) return { ...block, labels };
  const writer = new LabelWriter(block.steps, labels.length);
  for (let row = 0; row < labels.length; row += 1) {
    const to = writer.rowOf(labels[row] as Labels);
    for (let step = 0; step < block.steps; step += 1) {
      const at = row * block.steps + step;
      if (block.present[at] === 1) writer.set(to, step, block.values[at] as number);
    }
    yield;
  }
  return writer.finish();
}

/** Calculates every value anew; names of metrics are dropped, as whatever is calculated is another metric. */
export function* mapped(block: Block, calculate: (value: number, step: number) => number): Stepwise<Block> {
  const { steps, present } = block;
  const values = new Float64Array(block.values.length);
  for (let base = 0; base < values.length; base += steps) {
    for (let step = 0; step < steps; step += 1) {
      const at = base + step;
      if (present[at] === 1) values[at] = calculate(block.values[at] as number, step);
    }
    yield;
  }
  return yield* relabelled(
    { ...block, values },
    block.labels.map((labels) => labels.withoutMetadata()),
  );
}
