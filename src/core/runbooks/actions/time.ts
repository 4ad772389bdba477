import { sleep } from '../../kernel/clock.ts';
import type { ActionContext, ActionKind } from '../../operate/processes/action.ts';
import type { InputOf } from './known.ts';
import { openAction } from './look-action.ts';
import { durationMs } from './values.ts';

/** Whether what is waited for is so; `words` say how it is. */
export type LookIf = (
  wanted: InputOf<'wait.until'>,
  context: ActionContext,
) => Promise<{ holds: boolean; words: string }>;

/** Waiting: counted from when the step was first begun, so that a restart in between makes nothing longer. */
export function timeActions(lookIf: LookIf): ActionKind[] {
  return [wait, waitUntil(lookIf)];
}

const wait = openAction({
  name: 'wait',
  words: (input) => `Waits ${input.for}`,
  async run(input, { clock, begunAt, signal, progress }) {
    const untilMs = begunAt + (durationMs(input.for) ?? 0);
    progress(`Waits until ${new Date(untilMs).toISOString()}`);
    await sleep(clock, Math.max(0, untilMs - clock.now()), signal);
    return { end: 'done', words: `Waited ${input.for}`, output: { waitedMs: clock.now() - begunAt } };
  },
});

function waitUntil(lookIf: LookIf): ActionKind<InputOf<'wait.until'>> {
  return openAction({
    name: 'wait.until',
    words: (input) => `Waits until ${wantedWords(input)}`,
    async run(input, context) {
      const { clock, begunAt, signal, progress } = context;
      const steadyMs = durationMs(input.steadyFor) ?? 0;
      const everyMs = Math.max(durationMs(input.every) ?? 0, 100);
      let since: number | null = null;
      for (let told = ''; ; ) {
        const { holds, words } = await lookIf(input, context);
        since = holds ? (since ?? clock.now()) : null;
        if (since !== null && clock.now() - since >= steadyMs) {
          return { end: 'done', words, output: { waitedMs: clock.now() - begunAt, words } };
        }
        if (words !== told) progress(words);
        told = words;
        await sleep(clock, everyMs, signal);
      }
    },
  });
}

function wantedWords({ pods, system, metric }: InputOf<'wait.until'>): string {
  if (pods) return `all pods of ${pods.deployment} are ready`;
  return system === undefined ? `${metric?.expression ?? 'it'} keeps its limits` : `${system} is operational`;
}
