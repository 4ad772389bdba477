import type { ActionKind } from '../../operate/processes/action.ts';
import { openAction } from './look-action.ts';

/** What only a person can do or decide. */
export function peopleActions(): ActionKind[] {
  return [manual, decision];
}

const manual = openAction({
  name: 'manual',
  words: ({ text }) => text,
  run: async ({ text, minNoteLength }) => ({
    end: 'asks',
    question: {
      kind: 'manual',
      text,
      choices: [
        { id: 'done', title: 'Done' },
        { id: 'failed', title: 'It cannot be done' },
      ],
      minNoteLength,
    },
  }),
});

const decision = openAction({
  name: 'decision',
  words: ({ text }) => text,
  run: async ({ text, choices, recommended }) => ({
    end: 'asks',
    question: {
      kind: 'decision',
      text,
      choices,
      minNoteLength: 0,
      ...(recommended === undefined ? {} : { recommended }),
    },
  }),
});
