import { implement } from '@orpc/server';
import { contract } from '../src/contract/index.ts';
import type { ComplianceLogLine } from '../src/contract/violations.ts';
import { type Answer, SILENCE } from './scenarios/scenario.ts';
import type { Stage } from './scripted-router.ts';

/** How the stage answers: again after each change, or once. */
interface Replies {
  stream<T>(read: () => Answer<T>, signal: AbortSignal | undefined): AsyncGenerator<T, void, void>;
  reply<T>(read: () => Answer<T>, signal: AbortSignal | undefined): Promise<T>;
}

/** The parts of the contract about violations and policies, answered from whatever the stage plays. */
export function scriptedViolations(stage: Stage, { stream, reply }: Replies) {
  const { violations, policies } = implement(contract);
  const script = () => stage.scenario.violations;
  const linesWith = (words: string, past: string | null): Answer<ComplianceLogLine[]> => {
    const lines = script().log(stage.at(past));
    if (lines === SILENCE) return lines;
    const wanted = words.toLowerCase().split(/\s+/);
    return lines.filter(({ text }) => wanted.every((word) => text.toLowerCase().includes(word)));
  };

  return {
    violations: {
      watch: violations.watch.handler(({ input, signal }) =>
        stream(() => script().list(stage.at(input.at)), signal),
      ),
      get: violations.get.handler(({ input, signal }) =>
        reply(() => script().get(stage.at(input.at), input.id), signal),
      ),
      log: {
        search: violations.log.search.handler(({ input, signal }) =>
          reply(() => {
            const lines = linesWith(input.words, input.at);
            return lines === SILENCE ? lines : { lines: lines.slice(-input.limit), total: lines.length };
          }, signal),
        ),
        follow: violations.log.follow.handler(async function* ({ signal }) {
          yield* stream(() => ({ lines: [], dropped: 0 }), signal);
        }),
      },
    },
    policies: {
      validate: policies.validate.handler(({ input, signal }) =>
        reply(() => script().judge(stage.at(), input.text), signal),
      ),
    },
  };
}
