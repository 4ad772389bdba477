import type { Stepwise } from '../kernel/slices.ts';
import { type Block, emptyBlock, LabelWriter, valueCounter } from './block.ts';
import { PromqlError } from './errors.ts';
import type { ArithmeticOperator, ComparisonOperator, VectorMatching } from './expression.ts';
import { Labels } from './labels.ts';
import { ARITHMETIC, COMPARISON, isArithmetic } from './operators.ts';
import { matchingLabelsOf, signatureIds } from './signature-ids.ts';

type Operator = ArithmeticOperator | ComparisonOperator;

/** What becomes of two values; undefined when a comparison drops them. */
function elementwise(
  operator: Operator,
  returnsBool: boolean,
): (left: number, right: number) => number | undefined {
  if (isArithmetic(operator)) return ARITHMETIC[operator];
  const compare = COMPARISON[operator];
  if (returnsBool) return (left, right) => (compare(left, right) ? 1 : 0);
  return (left, right) => (compare(left, right) ? left : undefined);
}

/** Arithmetic and comparison between the elements that find each other. */
export function* matchVectors(
  operator: Operator,
  returnsBool: boolean,
  matching: VectorMatching,
  left: Block,
  right: Block,
): Stepwise<Block> {
  const { steps } = left;
  if (left.labels.length === 0 || right.labels.length === 0) return emptyBlock(steps);
  const ids = signatureIds(matching, left.labels, right.labels);
  const isSwapped = matching.cardinality === 'one-to-many';
  const [many, one] = isSwapped ? [right, left] : [left, right];
  const [manyIds, oneIds] = isSwapped ? [ids.right, ids.left] : [ids.left, ids.right];
  const calculate = elementwise(operator, returnsBool);
  const labelsOf = resultLabels(operator, returnsBool, matching);
  const writer = new LabelWriter(steps, many.labels.length);
  const rowOfPair = new Map<number, number>();
  const isOneToOne = matching.cardinality === 'one-to-one';
  // Of each signature: the row of the "one" side at this step, and the step it was seen and matched at.
  const oneRow = new Int32Array(ids.count);
  const seenAt = new Int32Array(ids.count).fill(-1);
  const matchedAt = new Int32Array(ids.count).fill(-1);

  const isEnough = valueCounter();
  for (let step = 0; step < steps; step += 1) {
    if (isEnough(many.labels.length + one.labels.length)) yield;
    if (!hasAny(many, step) || !hasAny(one, step)) continue;
    for (let row = 0; row < one.labels.length; row += 1) {
      if (one.present[row * steps + step] !== 1) continue;
      const id = oneIds[row] as number;
      if (seenAt[id] === step) duplicate(matching, one.labels[row], one.labels[oneRow[id] as number]);
      seenAt[id] = step;
      oneRow[id] = row;
    }
    const taken = new Set<number>();
    for (let row = 0; row < many.labels.length; row += 1) {
      const at = row * steps + step;
      if (many.present[at] !== 1) continue;
      const id = manyIds[row] as number;
      if (seenAt[id] !== step) continue;
      const partner = oneRow[id] as number;
      const own = many.values[at] as number;
      const other = one.values[partner * steps + step] as number;
      const value = isSwapped ? calculate(other, own) : calculate(own, other);
      if (value === undefined) continue;
      const pair = row * one.labels.length + partner;
      let target = rowOfPair.get(pair);
      if (target === undefined) {
        target = writer.rowOf(labelsOf(many.labels[row] as Labels, one.labels[partner] as Labels));
        rowOfPair.set(pair, target);
      }
      if (isOneToOne) {
        if (matchedAt[id] === step) {
          fail('multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)');
        }
        matchedAt[id] = step;
      } else {
        const entry = target * ids.count + id;
        if (taken.has(entry)) fail('multiple matches for labels: grouping labels must ensure unique matches');
        taken.add(entry);
      }
      writer.set(target, step, value);
    }
    writer.checkStep();
  }
  return writer.finish();
}

function hasAny({ present, labels, steps }: Block, step: number): boolean {
  for (let row = 0; row < labels.length; row += 1) if (present[row * steps + step] === 1) return true;
  return false;
}

function fail(sentence: string): never {
  throw new PromqlError('evaluation', sentence);
}

function duplicate(
  matching: VectorMatching,
  found: Labels = Labels.EMPTY,
  earlier: Labels = Labels.EMPTY,
): never {
  const side = matching.cardinality === 'one-to-many' ? 'left' : 'right';
  const group = matchingLabelsOf(matching)(found);
  return fail(
    `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: ` +
      `[${found}, ${earlier}];many-to-many matching not allowed: matching labels must be unique on one side`,
  );
}

/** The labels of a result, from those of the "many" side and of the "one" side. */
function resultLabels(
  operator: Operator,
  returnsBool: boolean,
  matching: VectorMatching,
): (many: Labels, one: Labels) => Labels {
  const names = new Set(matching.labels);
  const isCalculated = isArithmetic(operator);
  return (many, one) => {
    let labels = isCalculated ? many.withoutMetadata() : many;
    if (matching.cardinality === 'one-to-one')
      labels = matching.on ? labels.keep(names) : labels.without(names);
    for (const name of matching.include) labels = labels.with(name, one.get(name));
    return returnsBool ? labels.withoutMetadata() : labels;
  };
}
