import { implement } from '@orpc/server';
import { contract } from '../src/contract/index.ts';
import type { Stage } from './stage.ts';

/** Compliance's part of the contract, answered from whatever the stage plays. */
export function scriptedCompliance(stage: Stage) {
  const os = implement(contract).compliance;
  const script = () => stage.scenario.compliance;

  /** A validation's steps, each once, until it has found something. */
  async function* validate(signal: AbortSignal | undefined) {
    let told = 0;
    for await (const steps of stage.stream(() => script().steps(stage.at()), signal)) {
      yield* steps.slice(told);
      told = steps.length;
      if (steps.at(-1)?.type === 'found') return;
    }
  }

  return {
    watch: os.watch.handler(({ input, signal }) =>
      stage.stream(() => script().latest(stage.at(), input.at), signal),
    ),
    evidence: os.evidence.handler(({ input, signal }) =>
      stage.reply(() => script().evidence(stage.at(), input.id), signal),
    ),
    list: os.list.handler(({ input, signal }) =>
      stage.reply(() => script().list(stage.at(input.at)), signal),
    ),
    course: os.course.handler(({ input, signal }) =>
      stage.reply(() => script().course(stage.at(input.at), input), signal),
    ),
    itemCourse: os.itemCourse.handler(({ input, signal }) =>
      stage.reply(() => script().itemCourse(stage.at(input.at), input), signal),
    ),
    validate: os.validate.handler(({ signal }) => validate(signal)),
  };
}
