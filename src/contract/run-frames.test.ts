import { expect, it } from 'vitest';
import { foldRun } from './run-frames.ts';
import type { RunFrame, RunStep } from './runbooks.ts';

const step = (id: string, more: Partial<RunStep> = {}): RunStep => ({
  ...{ id, title: id, action: 'manual', why: null, status: 'pending', isUndo: false, attempts: 0 },
  ...{ begunAt: null, endedAt: null, dueAt: null, deadlineAt: null, timeoutMs: 0, words: null },
  ...{ question: null, hasEvidence: false, ...more },
});
const line = (text: string) => ({ at: '2026-01-01T00:00:00.000Z', step: 'a', line: text });
const frame = (more: Partial<RunFrame>): RunFrame => ({
  ...{ id: '1', runbook: 'r', title: 'R', status: 'running', why: null, startedBy: 'alice', owner: null },
  ...{ startedAt: line('').at, touchedAt: line('').at, endedAt: null, done: 0, total: 2, asks: null },
  ...{ risk: 'read', definitionHash: '', parameters: [], agreement: 'each', isPaused: false, printed: [] },
  ...{ linesAt: null, remaining: null },
  ...{ isWhole: false, order: null, steps: [], lines: [], ...more },
});
const whole = frame({ isWhole: true, order: ['a', 'b'], steps: [step('a'), step('b')], lines: [line('1')] });

it('replaces what changed and keeps the rest, in the order of the run', () => {
  const first = foldRun(null, whole);
  expect(first.steps.map(({ id }) => id)).toEqual(['a', 'b']);
  const second = foldRun(
    first,
    frame({ done: 1, steps: [step('a', { status: 'succeeded' })], lines: [line('2')] }),
  );
  expect(second).toMatchObject({ done: 1, steps: [{ status: 'succeeded' }, { status: 'pending' }] });
  expect(second.steps[1]).toBe(first.steps[1]);
  expect(second.lines.map((it) => it.line)).toEqual(['1', '2']);
  const third = foldRun(
    second,
    frame({ order: ['a', 'undo:a', 'b'], steps: [step('undo:a', { isUndo: true })] }),
  );
  expect(third.steps.map(({ id }) => id)).toEqual(['a', 'undo:a', 'b']);
  expect(foldRun(third, frame({})).steps).toBe(third.steps);
});

it('begins anew with a frame that is whole, as after a lost connection', () => {
  const later = foldRun(foldRun(null, whole), frame({ lines: [line('2')] }));
  expect(foldRun(later, whole)).toMatchObject({ steps: [{ id: 'a' }, { id: 'b' }], lines: [line('1')] });
});

it('keeps the latest lines', () => {
  const many = (from: number) => Array.from({ length: 150 }, (_, index) => line(String(from + index)));
  const run = foldRun(foldRun(null, { ...whole, lines: many(0) }), frame({ lines: many(150) }));
  expect([run.lines.length, run.lines[0]?.line, run.lines.at(-1)?.line]).toEqual([200, '100', '299']);
});
