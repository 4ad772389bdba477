import { OperatorError } from '../../kernel/errors.ts';
import type { ActionContext, ActionKind, Ending } from '../../operate/processes/action.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import { headOf, type InputOf, type ReadAction } from './known.ts';

/** How a look at something ended. */
export type Found = Exclude<Ending, { end: 'asks' }>;

/** What goes before a line: the guides' marks, and one for what nobody can tell. */
export const MARKS = { pass: '✅', fail: '❌', unknown: '❔' } as const;

export type Verdict = keyof typeof MARKS;

/** Where it is required, only what is known to be well is; what was found is given either way. */
export function foundOut(of: {
  verdict: Verdict;
  words: string;
  output: JsonValue;
  require: boolean;
}): Found {
  const { verdict, words, output, require } = of;
  return { end: require && verdict !== 'pass' ? 'failed' : 'done', words, output };
}

/** Bad wins over unknown, unknown over good; of nothing nobody can tell. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.length === 0 || verdicts.includes('unknown') ? 'unknown' : 'pass';
}

/** An action that only looks: it can be repeated at any time, and a dry run really does it. */
export function lookAction<Name extends ReadAction>(spec: {
  name: Name;
  look(input: InputOf<Name>, context: ActionContext): Promise<Found>;
}): ActionKind<InputOf<Name>> {
  const { name, look } = spec;
  return {
    ...headOf(name),
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
export function openAction<Name extends ReadAction>(spec: {
  name: Name;
  /** What it will do, in one sentence. */
  words(input: InputOf<Name>): string;
  run(input: InputOf<Name>, context: ActionContext): Promise<Ending>;
}): ActionKind<InputOf<Name>> {
  const { name, words, run } = spec;
  return {
    ...headOf(name),
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
