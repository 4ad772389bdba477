import type { z } from 'zod';
import { sleep } from '../../kernel/clock.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { waitInput } from './inputs.ts';
import { openAction } from './look-action.ts';
import { durationMs } from './values.ts';

/** Waiting: counted from when the step was first begun, so that a restart in between makes nothing longer. */
export function timeActions(): ActionKind[] {
  return [wait];
}

const wait: ActionKind<z.infer<typeof waitInput>> = openAction({
  name: 'wait',
  title: 'Wait',
  input: waitInput,
  words: (input) => `Waits ${input.for}`,
  async run(input, { clock, begunAt, signal, progress }) {
    const untilMs = begunAt + (durationMs(input.for) ?? 0);
    progress(`Waits until ${new Date(untilMs).toISOString()}`);
    await sleep(clock, Math.max(0, untilMs - clock.now()), signal);
    return { end: 'done', words: `Waited ${input.for}`, output: { waitedMs: clock.now() - begunAt } };
  },
});
