import { expect, it } from 'vitest';
import { z } from 'zod';
import { sleep } from '../kernel/clock.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import type { ActionKind } from '../operate/processes/action.ts';
import type { StepDefinition } from '../operate/processes/definition.ts';
import { start, step } from '../operate/processes/testing/open-processes.ts';
import { opener } from '../operate/processes/testing/opened.ts';
import { peopleActions } from './actions/people.ts';
import { timeActions } from './actions/time.ts';
import { remainingOf } from './remaining.ts';

const clock = manualClock();
let checkTakesMs = 10_000;

/** Takes as long as this test says. */
const check: ActionKind<Record<string, never>> = {
  name: 'health.check',
  title: 'Check',
  risk: 'read',
  input: z.strictObject({}),
  foresee: async () => ({
    ...{ how: 'probed', words: 'It looks', risk: 'read', calls: [], diff: null, notes: [] },
  }),
  async run(_, { signal }) {
    await sleep(clock, checkTakesMs, signal);
    return { end: 'done', words: 'Well' };
  },
};
const actions = [
  check as ActionKind,
  ...peopleActions(),
  ...timeActions(async () => ({ holds: true, words: 'so' })),
];
const open = opener(clock);

const after = (needs: string[], more: Partial<StepDefinition> = {}) => ({
  timeoutMs: 3_600_000,
  needs,
  ...more,
});
const steps = [
  step('first', 'health.check', {}, after([])),
  step('left', 'health.check', {}, after(['first'])),
  step('right', 'wait', { for: '${{ parameters.pause }}' }, after(['first'])),
  step('never', 'health.check', {}, after(['first'], { when: { value: 'a', is: 'b' } })),
  step('person', 'manual', { text: 'Look' }, after(['left', 'right', 'never'])),
  step('last', 'health.check', {}, after(['person'])),
];
const definition = { kind: 'runbook', name: 'round', title: 'Round', steps };
const parameters = { pause: '25s' };

it('knows nothing of a first run, then the median of earlier ones along the longest way, people not counted', async () => {
  const processes = open({ actions });
  const left = (id: string) =>
    remainingOf(processes.get(id), {
      ...{ usual: processes.usual(id), scope: processes.scope(id), now: clock.now() },
    });
  const whole = async (takesMs: number, isFirst = false) => {
    checkTakesMs = takesMs;
    const { id } = await processes.start({ ...start, definition, parameters });
    await clock.advance(takesMs + Math.max(25_000, takesMs));
    // However long somebody thinks, it is not counted as the step's time.
    await clock.advance(500_000);
    expect(left(id) === null).toBe(isFirst);
    processes.answer(id, 'person', { choice: 'done', note: 'it was looked at' });
    await clock.advance(takesMs);
    expect(processes.get(id).status).toBe('succeeded');
    expect(left(id)).toBeNull();
  };
  await whole(10_000, true);
  await whole(12_000);
  await whole(99_000);

  checkTakesMs = 10_000;
  const { id } = await processes.start({ ...start, definition, parameters });
  await clock.advance(0);
  // 12 s of the first, 25 s that the longer branch waits, 12 s of the last.
  expect(left(id)).toEqual({ leftMs: 49_000, endsAt: clock.now() + 49_000, asks: true });
  await clock.advance(4000);
  expect(left(id)?.leftMs).toBe(45_000);
  await clock.advance(6000 + 25_000);
  expect(left(id)).toEqual({ leftMs: 12_000, endsAt: null, asks: true });

  const { id: other } = await processes.start({
    ...{ ...start, parameters, definition: { ...definition, title: 'Another version' } },
  });
  await clock.advance(0);
  expect(left(other)).toBeNull();
});
