import type { ControlCenter } from '../control-center/capabilities.ts';
import { OperatorError } from '../kernel/errors.ts';
import { rolloutFrames } from '../rollouts/frames.ts';
import { planView } from '../rollouts/plan-view.ts';
import { previewView } from './operations.ts';
import type { HostInfo, Telling } from './told.ts';

export function rolloutRoutes({ os, told }: Telling, center: ControlCenter, host: HostInfo) {
  const { rollouts } = center;
  const readOnly = host.readOnly ?? false;
  const never = new AbortController().signal;
  const notYet = (): never => {
    throw new OperatorError('usage', 'Rollouts cannot be started yet', {
      hint: 'acgs script ./scripts/enable_mlops_features.sh --percentage N sets a share.',
    });
  };
  return {
    watch: os.rollouts.watch.handler(({ signal }) => told(rolloutFrames(center, signal))),
    follow: os.rollouts.follow.handler(({ input }) => {
      throw new OperatorError('not-found', `There is no rollout ${input.id}`);
    }),
    plan: os.rollouts.plan.handler(async ({ input, signal = never }) => {
      const { plan, preview, problems } = await rollouts.foresee(input, { readOnly, signal });
      return { stages: planView(plan), preview: preview && previewView(preview), problems };
    }),
    start: os.rollouts.start.handler(notYet),
    pause: os.rollouts.pause.handler(notYet),
    resume: os.rollouts.resume.handler(notYet),
    promote: os.rollouts.promote.handler(notYet),
    abort: os.rollouts.abort.handler(notYet),
    retry: os.rollouts.retry.handler(notYet),
    answer: os.rollouts.answer.handler(notYet),
    emergencyRollback: os.rollouts.emergencyRollback.handler(notYet),
    gradualRollback: os.rollouts.gradualRollback.handler(notYet),
  };
}
