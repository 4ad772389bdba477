import type { Stepwise } from '../kernel/slices.ts';
import { type Block, LabelWriter, valueCounter } from './block.ts';
import type { SetOperator, VectorMatching } from './expression.ts';
import type { Labels } from './labels.ts';
import { signatureIds } from './signature-ids.ts';

/** `and`, `or`, `unless`: what stays depends on whether the other side has something with the same matching labels. */
export function* combineSets(
  operator: SetOperator,
  matching: VectorMatching,
  left: Block,
  right: Block,
): Stepwise<Block> {
  const { steps } = left;
  const ids = signatureIds(matching, left.labels, right.labels);
  const writer = new LabelWriter(steps, left.labels.length);
  const leftAt = new Int32Array(ids.count).fill(-1);
  const rightAt = new Int32Array(ids.count).fill(-1);
  const leftRows = new Int32Array(left.labels.length).fill(-1);
  const rightRows = new Int32Array(right.labels.length).fill(-1);

  const mark = (side: Block, of: Int32Array, at: Int32Array, step: number) => {
    for (let row = 0; row < side.labels.length; row += 1) {
      if (side.present[row * steps + step] === 1) at[of[row] as number] = step;
    }
  };
  const take = (side: Block, rows: Int32Array, step: number, isWanted: (row: number) => boolean) => {
    for (let row = 0; row < side.labels.length; row += 1) {
      const from = row * steps + step;
      if (side.present[from] !== 1 || !isWanted(row)) continue;
      if (rows[row] === -1) rows[row] = writer.rowOf(side.labels[row] as Labels);
      writer.set(rows[row] as number, step, side.values[from] as number);
    }
  };

  const isEnough = valueCounter();
  for (let step = 0; step < steps; step += 1) {
    if (isEnough(left.labels.length + right.labels.length)) yield;
    mark(left, ids.left, leftAt, step);
    mark(right, ids.right, rightAt, step);
    const isAtRight = (row: number) => rightAt[ids.left[row] as number] === step;
    if (operator === 'and') take(left, leftRows, step, isAtRight);
    else if (operator === 'unless') take(left, leftRows, step, (row) => !isAtRight(row));
    else {
      take(left, leftRows, step, () => true);
      take(right, rightRows, step, (row) => leftAt[ids.right[row] as number] !== step);
    }
    writer.checkStep();
  }
  return writer.finish();
}
