import { implement } from '@orpc/server';
import { contract } from '../src/contract/index.ts';
import type { Answer } from './scenarios/scenario.ts';
import type { Stage } from './scripted-router.ts';

/** How the stage answers: again after each change, or once. */
interface Replies {
  stream<T>(read: () => Answer<T>, signal: AbortSignal | undefined): AsyncGenerator<T, void, void>;
  reply<T>(read: () => Answer<T>, signal: AbortSignal | undefined): Promise<T>;
}

/** Compliance's part of the contract, answered from whatever the stage plays. */
export function scriptedCompliance(stage: Stage, { stream, reply }: Replies) {
  const os = implement(contract).compliance;
  const script = () => stage.scenario.compliance;

  /** A validation's steps, each once, until it has found something. */
  async function* validate(signal: AbortSignal | undefined) {
    let told = 0;
    for await (const steps of stream(() => script().steps(stage.at()), signal)) {
      yield* steps.slice(told);
      told = steps.length;
      if (steps.at(-1)?.type === 'found') return;
    }
  }

  return {
    watch: os.watch.handler(({ input, signal }) =>
      stream(() => script().latest(stage.at(), input.at), signal),
    ),
    evidence: os.evidence.handler(({ input, signal }) =>
      reply(() => script().evidence(stage.at(), input.id), signal),
    ),
    list: os.list.handler(({ input, signal }) => reply(() => script().list(stage.at(input.at)), signal)),
    course: os.course.handler(({ input, signal }) =>
      reply(() => script().course(stage.at(input.at), input), signal),
    ),
    validate: os.validate.handler(({ signal }) => validate(signal)),
  };
}
