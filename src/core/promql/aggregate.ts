import type { Stepwise } from '../kernel/slices.ts';
import { type Block, emptyBlock, LabelWriter, valueCounter, withoutEmptyRows } from './block.ts';
import { PromqlError } from './errors.ts';
import type { Aggregation } from './expression.ts';
import { quantileOf } from './functions/quantile.ts';
import { KahanSum, RunningMean } from './kahan.ts';
import { Labels, METRIC_NAME } from './labels.ts';
import { plainNumber, quote } from './text.ts';

/** Which group each row belongs to, and the groups' labels. */
export interface Groups {
  readonly of: Int32Array;
  readonly labels: readonly Labels[];
}

export function groupsOf({ grouping, without }: Aggregation, labels: readonly Labels[]): Groups {
  const groupLabels = groupLabelsOf(grouping, without);
  const numbers = new Map<string, number>();
  const found: Labels[] = [];
  const of = Int32Array.from(labels, (row) => {
    const group = groupLabels(row);
    let number = numbers.get(group.key);
    if (number === undefined) {
      number = found.length;
      numbers.set(group.key, number);
      found.push(group);
    }
    return number;
  });
  return { of, labels: found };
}

function groupLabelsOf(grouping: readonly string[], without: boolean): (labels: Labels) => Labels {
  if (without) {
    const names = new Set([METRIC_NAME, ...grouping]);
    return (labels) => labels.without(names);
  }
  if (grouping.length === 0) return () => Labels.EMPTY;
  const names = new Set(grouping);
  return (labels) => labels.keep(names);
}

/** One group at one step: fed value by value, in the order of the rows. */
interface Accumulator {
  add(value: number): void;
  readonly result: number;
}

const ACCUMULATORS: Readonly<Partial<Record<Aggregation['operator'], (first: number) => Accumulator>>> = {
  avg: (first) => {
    const mean = new RunningMean(first);
    return {
      add: (value) => mean.add(value),
      get result() {
        return mean.value;
      },
    };
  },
  stddev: (first) => variance(first, Math.sqrt),
  stdvar: (first) => variance(first, (result) => result),
};

/** Welford's way: the mean and the squared distances from it are carried forward. */
function variance(first: number, finish: (variance: number) => number): Accumulator {
  let count = 1;
  let mean = first;
  let squares = Number.isFinite(first) ? 0 : Number.NaN;
  return {
    add(value) {
      count += 1;
      const delta = value - mean;
      mean += delta / count;
      squares += delta * (value - mean);
    },
    get result() {
      return finish(squares / count);
    },
  };
}

/** sum, avg, min, max, count, group, stddev, stdvar, quantile. `parameter` is the quantile of each step. */
export function* aggregate(
  node: Aggregation,
  input: Block,
  parameter: Float64Array | undefined,
): Stepwise<Block> {
  const { steps } = input;
  if (input.labels.length === 0) return emptyBlock(steps);
  const groups = groupsOf(node, input.labels);
  const size = groups.labels.length * steps;
  const output = {
    steps,
    labels: groups.labels,
    values: new Float64Array(size),
    present: new Uint8Array(size),
  };
  switch (node.operator) {
    case 'sum':
      yield* sumGroups(input, groups, output);
      break;
    case 'min':
      yield* foldGroups(input, groups, output, (so, value) => (so > value || Number.isNaN(so) ? value : so));
      break;
    case 'max':
      yield* foldGroups(input, groups, output, (so, value) => (so < value || Number.isNaN(so) ? value : so));
      break;
    case 'count':
      yield* foldGroups(
        input,
        groups,
        output,
        (so) => so + 1,
        () => 1,
      );
      break;
    case 'group':
      yield* foldGroups(
        input,
        groups,
        output,
        (so) => so,
        () => 1,
      );
      break;
    case 'quantile':
      yield* quantileGroups(input, groups, output, parameter ?? new Float64Array(steps));
      break;
    default:
      yield* accumulateGroups(node.operator, input, groups, output);
  }
  return withoutEmptyRows(output);
}

function* foldGroups(
  input: Block,
  groups: Groups,
  output: Block,
  fold: (so: number, value: number) => number,
  begin: (value: number) => number = (value) => value,
): Stepwise<void> {
  yield* forEachValue(input, groups, (value, target) => {
    const so = output.values[target] as number;
    output.values[target] = output.present[target] === 1 ? fold(so, value) : begin(value);
    output.present[target] = 1;
  });
}

function* sumGroups(input: Block, groups: Groups, output: Block): Stepwise<void> {
  const rests = new Float64Array(output.values.length);
  const kahan = new KahanSum();
  yield* forEachValue(input, groups, (value, target) => {
    if (output.present[target] === 1) {
      kahan.sum = output.values[target] as number;
      kahan.rest = rests[target] as number;
      kahan.add(value);
      output.values[target] = kahan.sum;
      rests[target] = kahan.rest;
    } else {
      output.values[target] = value;
      output.present[target] = 1;
    }
  });
  for (let at = 0; at < rests.length; at += 1)
    output.values[at] = (output.values[at] as number) + (rests[at] as number);
}

function* accumulateGroups(
  operator: Aggregation['operator'],
  input: Block,
  groups: Groups,
  output: Block,
): Stepwise<void> {
  const begin = ACCUMULATORS[operator];
  if (begin === undefined) throw new Error(`no accumulator for ${operator}`);
  const accumulators: (Accumulator | undefined)[] = new Array(output.values.length);
  yield* forEachValue(input, groups, (value, target) => {
    const accumulator = accumulators[target];
    if (accumulator === undefined) accumulators[target] = begin(value);
    else accumulator.add(value);
  });
  accumulators.forEach((accumulator, target) => {
    if (accumulator === undefined) return;
    output.values[target] = accumulator.result;
    output.present[target] = 1;
  });
}

function* quantileGroups(
  input: Block,
  groups: Groups,
  output: Block,
  quantiles: Float64Array,
): Stepwise<void> {
  const gathered: (number[] | undefined)[] = new Array(output.values.length);
  yield* forEachValue(input, groups, (value, target) => {
    const list = gathered[target];
    if (list === undefined) gathered[target] = [value];
    else list.push(value);
  });
  const isEnough = valueCounter();
  for (const [target, list] of gathered.entries()) {
    if (list === undefined) continue;
    output.values[target] = quantileOf(quantiles[target % input.steps] as number, Float64Array.from(list));
    output.present[target] = 1;
    if (isEnough(list.length)) yield;
  }
}

/** Row by row, so that each group sees its values in the order of the rows. */
function* forEachValue(
  input: Block,
  groups: Groups,
  visit: (value: number, target: number) => void,
): Stepwise<void> {
  const { steps, present, values, labels } = input;
  for (let row = 0; row < labels.length; row += 1) {
    const base = (groups.of[row] as number) * steps;
    for (let step = 0; step < steps; step += 1) {
      const at = row * steps + step;
      if (present[at] === 1) visit(values[at] as number, base + step);
    }
    yield;
  }
}

/** As many series in each group as there are different values, the value in the label. */
export function* countValues(node: Aggregation, input: Block, label: string): Stepwise<Block> {
  if (label === '') throw new PromqlError('evaluation', `invalid label name ${quote(label)}`);
  const { steps } = input;
  const grouping = node.without ? node.grouping : [...node.grouping, label];
  const groupLabels = groupLabelsOf(grouping, node.without);
  const counts = new Map<string, { labels: Labels; counts: Float64Array }>();
  for (let row = 0; row < input.labels.length; row += 1) {
    for (let step = 0; step < steps; step += 1) {
      const at = row * steps + step;
      if (input.present[at] !== 1) continue;
      const valued = (input.labels[row] as Labels).with(label, plainNumber(input.values[at] as number));
      const labels = groupLabels(valued);
      const group = counts.get(labels.key) ?? { labels, counts: new Float64Array(steps) };
      group.counts[step] = (group.counts[step] as number) + 1;
      counts.set(labels.key, group);
    }
    yield;
  }
  const writer = new LabelWriter(steps, counts.size);
  for (const { labels, counts: perStep } of counts.values()) {
    const row = writer.rowOf(labels);
    perStep.forEach((count, step) => {
      if (count > 0) writer.set(row, step, count);
    });
  }
  return writer.finish();
}
