import type { z } from 'zod';
import { OperatorError } from '../../kernel/errors.ts';
import type { ActionContext, ActionKind, Ending } from '../../operate/processes/action.ts';

/** An action that only looks: it can be repeated at any time, and a dry run really does it. */
export function lookAction<Input>(spec: {
  name: string;
  title: string;
  input: z.ZodType<Input>;
  look(input: Input, context: ActionContext): Promise<Exclude<Ending, { end: 'asks' }>>;
}): ActionKind<Input> {
  const { name, title, input, look } = spec;
  return {
    name,
    title,
    risk: 'read',
    input,
    async foresee(given, context) {
      const found = await look(given, context);
      if (found.end === 'failed') throw new OperatorError('bad-answer', found.words);
      return {
        how: 'probed',
        words: found.words,
        risk: 'read',
        calls: [],
        diff: null,
        notes: [],
        ...(found.output === undefined ? {} : { output: found.output }),
      };
    },
    run: look,
  };
}

/** An action that changes nothing and whose end nobody can foresee: it takes time, or a person. */
export function openAction<Input>(spec: {
  name: string;
  title: string;
  input: z.ZodType<Input>;
  /** What it will do, in one sentence. */
  words(input: Input): string;
  run(input: Input, context: ActionContext): Promise<Ending>;
}): ActionKind<Input> {
  const { name, title, input, words, run } = spec;
  return {
    name,
    title,
    risk: 'read',
    input,
    foresee: async (given) => ({
      how: 'not-predictable',
      words: words(given),
      risk: 'read',
      calls: [],
      diff: null,
      notes: [],
    }),
    run,
  };
}
