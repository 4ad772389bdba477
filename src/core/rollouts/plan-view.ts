import { limitWords } from '../kernel/limits.ts';
import type { RolloutPlan } from './plan.ts';

/** The stages of a plan as they are shown before there is a rollout; none of what is no plan. */
export function planView(plan: RolloutPlan | null) {
  return (plan?.stages ?? []).map(({ percentage, monitorMs, checks }) => ({
    percentage,
    monitorMs,
    checks: checks.map(({ id, title, success, everyMs }) => ({
      ...{ id, title, everyMs },
      limit: limitWords(success),
    })),
  }));
}
