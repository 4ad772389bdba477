import type { RunFrame, RunStep, RunView } from './runbooks.ts';

/** More of them scroll by than anybody reads. */
const MOST_LINES = 200;

/** A run as it is after a frame of it. */
export function foldRun(before: RunView | null, { isWhole, order, ...frame }: RunFrame): RunView {
  if (isWhole || before === null) return frame;
  return {
    ...frame,
    steps: foldSteps(before.steps, frame.steps, order),
    lines: frame.lines.length === 0 ? before.lines : [...before.lines, ...frame.lines].slice(-MOST_LINES),
  };
}

function foldSteps(
  before: RunStep[],
  changed: readonly RunStep[],
  order: readonly string[] | null,
): RunStep[] {
  if (changed.length === 0 && order === null) return before;
  const now = new Map(changed.map((step) => [step.id, step]));
  if (order === null) return before.map((step) => now.get(step.id) ?? step);
  const known = new Map([...before, ...changed].map((step) => [step.id, step]));
  return order.flatMap((id) => known.get(id) ?? []);
}
