import type { Alerts } from '../../alerts/index.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { openAction } from './look-action.ts';

/** Tells people through the outbox of alerts: each receiver once for a step, whatever is killed meanwhile. */
export function notifyAction(alerts: Pick<Alerts, 'announce'>): ActionKind {
  return openAction({
    name: 'notify',
    words: ({ text }) => `Tells: ${text}`,
    async run({ text, level }, { runId, stepId, progress }) {
      progress(text);
      const heard = await alerts.announce({ key: `${runId}/${stepId}`, run: runId, level, text });
      const told = heard.filter(({ state }) => state === 'sent').map(({ receiver }) => receiver);
      const rest = heard.filter(({ state }) => state !== 'sent');
      const words =
        heard.length === 0
          ? `Nobody else is there to be told: ${text}`
          : [
              told.length === 0 ? `Nobody has it yet: ${text}` : `Told ${told.join(', ')}: ${text}`,
              ...rest.map(
                ({ receiver, state, problem }) =>
                  `${receiver}: ${STATES[state]}${problem === null ? '' : ` (${problem})`}`,
              ),
            ].join('; ');
      return { end: 'done', words, output: { told, words } };
    },
  });
}

const STATES = {
  waiting: 'it is tried again',
  sending: 'on its way',
  sent: 'told',
  'given-up': 'given up',
  unknown: 'not known whether it arrived, it is not sent again',
} as const;
