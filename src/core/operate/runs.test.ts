import { expect, it } from 'vitest';
import { OperatorError } from '../kernel/errors.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import type { Outcome } from './door.ts';
import { createRuns, type RunStep } from './runs.ts';

const outcome: Outcome = {
  operationId: 'o',
  kind: 'test.turn',
  target: 'lamp',
  summary: 'Turn it on',
  startedAt: '2025-06-27T09:00:00.000Z',
  endedAt: '2025-06-27T09:00:01.000Z',
  evidence: {},
  verification: { ok: true, words: 'it shines' },
  journal: null,
  inverse: null,
};

/** Work that a test drives. */
function work() {
  let say: (line: string) => void = () => {};
  let stopping: AbortSignal | undefined;
  const end = Promise.withResolvers<Outcome>();
  return {
    does: (onProgress: (line: string) => void, signal: AbortSignal) => {
      say = onProgress;
      stopping = signal;
      return end.promise;
    },
    say: (line: string) => say(line),
    end,
    stopping: () => stopping?.aborted,
  };
}

async function read(steps: AsyncIterable<RunStep>): Promise<string[]> {
  const told: string[] = [];
  for await (const step of steps) told.push(step.type === 'progress' ? step.line : step.type);
  return told;
}

it('goes on when nobody follows any more, and tells whoever comes back all of it', async () => {
  const runs = createRuns({ clock: manualClock() });
  const lamp = work();
  const run = runs.start(lamp.does);
  const leave = new AbortController();
  const first = runs.follow(run, leave.signal);
  await first.next();
  lamp.say('one');
  expect((await first.next()).value).toMatchObject({ type: 'progress', line: 'one' });
  leave.abort();
  expect((await first.next()).done).toBe(true);
  expect(lamp.stopping()).toBe(false);

  lamp.say('two');
  const again = read(runs.follow(run));
  lamp.end.resolve(outcome);
  expect(await again).toEqual(['begun', 'one', 'two', 'outcome']);
  expect(await read(runs.follow(run))).toEqual(['begun', 'one', 'two', 'outcome']);
});

it('tells what ended it to everybody who follows, then and later', async () => {
  const runs = createRuns({ clock: manualClock() });
  const lamp = work();
  const run = runs.start(lamp.does);
  const early = read(runs.follow(run));
  lamp.end.reject(new OperatorError('conflict', 'somebody was first'));
  await expect(early).rejects.toThrow('somebody was first');
  await expect(read(runs.follow(run))).rejects.toThrow('somebody was first');
});

it('keeps the newest lines of a run that says very much', async () => {
  const runs = createRuns({ clock: manualClock() });
  const lamp = work();
  const run = runs.start(lamp.does);
  const slow = runs.follow(run);
  await slow.next();
  for (let line = 0; line < 1500; line += 1) lamp.say(String(line));
  lamp.end.resolve(outcome);
  await runs.close();
  const told = await read(slow);
  expect([told[0], told.length, told.at(-2), told.at(-1)]).toEqual(['502', 999, '1499', 'outcome']);
});

it('forgets what ended long ago, and says where it is told', async () => {
  const runs = createRuns({ clock: manualClock() });
  const first = runs.start(async () => outcome);
  for (let run = 0; run < 50; run += 1) runs.start(async () => outcome);
  await runs.close();
  await expect(read(runs.follow(first))).rejects.toMatchObject({
    code: 'not-found',
    hint: 'The journal tells what became of it.',
  });
});

it('has what is under way stop looking when the control center closes, and waits for it', async () => {
  const runs = createRuns({ clock: manualClock() });
  const lamp = work();
  runs.start(lamp.does);
  const closing = runs.close();
  expect(lamp.stopping()).toBe(true);
  lamp.end.resolve(outcome);
  await closing;
});
