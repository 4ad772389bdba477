import { implement } from '@orpc/server';
import { contract } from '../src/contract/index.ts';
import type { RolloutPlan, RolloutSummary, RolloutView, TrafficView } from '../src/contract/rollouts.ts';
import { failure } from './scenarios/scenario.ts';
import type { Stage } from './stage.ts';

/** The part of the contract about rollouts: there is none yet, and all traffic goes past the features. */
export function scriptedRollouts(stage: Stage) {
  const { rollouts: os } = implement(contract);
  const items: RolloutSummary[] = [];
  const traffic: TrafficView = {
    percentage: 0,
    source: 'config map acgs-production/mlops-production-config',
    observedAt: null,
    problem: null,
  };
  const plan: RolloutPlan = { stages: [], preview: null, problems: [] };
  const none = (): never => {
    throw failure('not-found', 'There is no such rollout', null);
  };
  return {
    watch: os.watch.handler(({ signal }) => stage.stream(() => ({ items, traffic }), signal)),
    follow: os.follow.handler(({ signal }) => stage.stream<RolloutView>(none, signal)),
    plan: os.plan.handler(({ signal }) => stage.reply(() => plan, signal)),
    start: os.start.handler(none),
    pause: os.pause.handler(none),
    resume: os.resume.handler(none),
    promote: os.promote.handler(none),
    abort: os.abort.handler(none),
    retry: os.retry.handler(none),
    answer: os.answer.handler(none),
    emergencyRollback: os.emergencyRollback.handler(none),
    gradualRollback: os.gradualRollback.handler(none),
  };
}
