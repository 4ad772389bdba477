import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { sleep } from '../../kernel/clock.ts';
import { manualClock } from '../../kernel/manual-clock.ts';
import type { ActionKind } from './action.ts';
import { inARow, newJournal, newWorld, start, step } from './testing/open-processes.ts';
import { opener } from './testing/opened.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const open = opener(manualClock());

/** Tells a line a second, so many of them. */
const talk: ActionKind<{ lines: number }> = {
  name: 'talk',
  title: 'Tell something',
  risk: 'read',
  input: z.strictObject({ lines: z.number() }),
  foresee: async () => ({
    ...{ how: 'not-predictable', words: 'It tells', risk: 'read', calls: [], diff: null, notes: [] },
  }),
  async run({ lines }, { clock, signal, progress }) {
    for (let line = 1; line <= lines; line++) {
      progress(`${line} with password=hunter2hunter2 ${'x'.repeat(2000)}`);
      await sleep(clock, 1000, signal);
    }
    return { end: 'done', words: 'Told' };
  },
};

it('shows what a step tells to whoever looks on from another process, and it outlives the driver', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'acgs-output-'));
  folders.push(dataDirectory);
  const [clock, alive] = [manualClock(), new Set([1, 2])];
  const shared = { journal: newJournal(), world: newWorld(), dataDirectory, actions: [talk as ActionKind] };
  const dying = manualClock(clock.now());
  const driver = open({ ...shared, clock: dying, processId: 1 });
  const other = open({ ...shared, clock, processId: 2, isRunning: (id) => alive.has(id) });
  const definition = inARow(step('say', 'talk', { lines: 200 }, { timeoutMs: 600_000 }));
  const { id } = await driver.start({ ...start, definition });
  await dying.advance(0);
  expect(driver.get(id)).toMatchObject({ linesAt: null, lines: [{ step: 'say' }] });
  expect(other.get(id)).toMatchObject({ linesAt: null, lines: [] });
  await dying.advance(150_000);
  const seen = other.get(id);
  expect(seen.linesAt).toBeGreaterThan(clock.now());
  expect(seen.lines).toHaveLength(100);
  expect(seen.lines.at(-1)?.line).toMatch(/^1\d\d with /);
  expect(seen.lines.every(({ line }) => line.length <= 1000)).toBe(true);
  expect(JSON.stringify(seen.lines)).not.toContain('hunter2hunter2');

  // Time ends for the one that dies: whoever goes on has what it told.
  alive.delete(1);
  await clock.advance(600_000);
  other.resume(id);
  await clock.advance(0);
  expect(other.get(id).linesAt).toBeNull();
  expect(other.get(id).lines.length).toBeGreaterThan(100);
  await clock.advance(300_000);
  expect(other.get(id)).toMatchObject({ status: 'succeeded', lines: [] });
});
