import { implement } from '@orpc/server';
import { contract } from '../src/contract/index.ts';
import type { Stage } from './stage.ts';

/** The part of the contract about rollouts, answered from whatever the stage plays. */
export function scriptedRollouts(stage: Stage) {
  const { rollouts: os } = implement(contract);
  const script = () => stage.scenario.rollouts;
  const act = (): void => {
    script().act();
  };
  const begin = () => ({ id: script().act() });
  return {
    watch: os.watch.handler(({ signal }) => stage.stream(() => script().frame(stage.at()), signal)),
    follow: os.follow.handler(({ input, signal }) =>
      stage.stream(() => script().follow(stage.at(), input.id), signal),
    ),
    plan: os.plan.handler(({ input, signal }) => stage.reply(() => script().plan(input), signal)),
    report: os.report.handler(({ input: { id, format } }) => ({
      name: `rollout-${id.slice(0, 8)}.${format}`,
      text: format === 'html' ? `<!doctype html><title>${id}</title>` : `# ${id}\n`,
    })),
    start: os.start.handler(begin),
    pause: os.pause.handler(act),
    resume: os.resume.handler(act),
    promote: os.promote.handler(act),
    abort: os.abort.handler(act),
    retry: os.retry.handler(begin),
    answer: os.answer.handler(act),
    emergencyRollback: os.emergencyRollback.handler(begin),
    gradualRollback: os.gradualRollback.handler(begin),
  };
}
