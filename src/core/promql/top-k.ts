import type { Stepwise } from '../kernel/slices.ts';
import { groupsOf } from './aggregate.ts';
import { type Block, emptyBlock, pickRows, valueCounter, withoutEmptyRows } from './block.ts';
import { PromqlError } from './errors.ts';
import type { Aggregation } from './expression.ts';
import { sortedAsGo } from './go-sort.ts';
import { shortNumber } from './text.ts';

interface Entry {
  row: number;
  value: number;
}

/** Whether one stands before the other in the heap; whatever is no number stands before all. */
type Before = (one: Entry, other: Entry) => boolean;

const smallestFirst: Before = (one, other) => Number.isNaN(one.value) || one.value < other.value;
const largestFirst: Before = (one, other) => Number.isNaN(one.value) || one.value > other.value;

/** topk and bottomk: the series themselves, `k` of each group at each step, and in order when there is one step. */
export function* topK(node: Aggregation, input: Block, counts: Float64Array): Stepwise<Block> {
  const { steps, labels } = input;
  if (labels.length === 0) return emptyBlock(steps);
  const highest = counts.reduce((so, count) => Math.max(so, count), -Number.MAX_VALUE);
  if (highest < 1) return emptyBlock(steps);
  const groups = groupsOf(node, labels);
  const before = node.operator === 'topk' ? smallestFirst : largestFirst;
  const present = new Uint8Array(input.present.length);
  const order: number[] = [];
  const isEnough = valueCounter();
  for (let step = 0; step < steps; step += 1) {
    if (isEnough(labels.length)) yield;
    const heaps = groups.labels.map((): Entry[] => []);
    for (let row = 0; row < labels.length; row += 1) {
      const at = row * steps + step;
      if (input.present[at] !== 1) continue;
      const k = Math.min(countOf(counts[step] as number), labels.length);
      if (k < 1) break;
      const heap = heaps[groups.of[row] as number] as Entry[];
      offer(heap, { row, value: input.values[at] as number }, k, before);
    }
    for (const heap of heaps) {
      for (const { row } of sortedAsGo(heap, (one, other) => before(other, one))) {
        present[row * steps + step] = 1;
        if (steps === 1) order.push(row);
      }
    }
  }
  const output = { ...input, present };
  return steps === 1 ? pickRows(output, order) : withoutEmptyRows(output);
}

function countOf(count: number): number {
  if (!(Math.abs(count) < 2 ** 63)) {
    throw new PromqlError('evaluation', `Scalar value ${shortNumber(count)} overflows int64`);
  }
  return Math.trunc(count);
}

/** The heap's first is the one to go when something better comes. */
function offer(heap: Entry[], entry: Entry, k: number, before: Before): void {
  if (heap.length < k) {
    heap.push(entry);
    raise(heap, heap.length - 1, before);
    return;
  }
  const worst = heap[0] as Entry;
  if (Number.isNaN(entry.value) || !before(worst, entry)) return;
  heap[0] = entry;
  sink(heap, before);
}

function raise(heap: Entry[], from: number, before: Before): void {
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(heap[at] as Entry, heap[parent] as Entry)) return;
    [heap[at], heap[parent]] = [heap[parent] as Entry, heap[at] as Entry];
    at = parent;
  }
}

function sink(heap: Entry[], before: Before): void {
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    if (left >= heap.length) return;
    const right = left + 1;
    const child = right < heap.length && before(heap[right] as Entry, heap[left] as Entry) ? right : left;
    if (!before(heap[child] as Entry, heap[at] as Entry)) return;
    [heap[at], heap[child]] = [heap[child] as Entry, heap[at] as Entry];
    at = child;
  }
}
