import { implement } from '@orpc/server';
import { contract } from '../src/contract/index.ts';
import type { ComplianceLogLine } from '../src/contract/violations.ts';
import { type Answer, SILENCE } from './scenarios/scenario.ts';
import type { Stage } from './stage.ts';

/** The parts of the contract about violations and policies, answered from whatever the stage plays. */
export function scriptedViolations(stage: Stage) {
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
        stage.stream(() => script().list(stage.at(input.at)), signal),
      ),
      get: violations.get.handler(({ input, signal }) =>
        stage.reply(() => script().get(stage.at(input.at), input.id), signal),
      ),
      log: {
        search: violations.log.search.handler(({ input, signal }) =>
          stage.reply(() => {
            const lines = linesWith(input.words, input.at);
            return lines === SILENCE
              ? lines
              : { lines: lines.slice(-input.limit), total: lines.length, unreadBytes: 0 };
          }, signal),
        ),
        follow: violations.log.follow.handler(async function* ({ signal }) {
          yield* stage.stream(() => ({ lines: [], dropped: 0 }), signal);
        }),
      },
    },
    policies: {
      validate: policies.validate.handler(({ input, signal }) =>
        stage.reply(() => script().judge(stage.at(), input.text), signal),
      ),
    },
  };
}
