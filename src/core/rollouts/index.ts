import type { Traffic } from '../cluster/traffic/index.ts';
import type { Threshold, ThresholdId } from '../connect/profile/thresholds.ts';
import type { Clock } from '../kernel/clock.ts';
import { OperatorError, type Problem, problemOf } from '../kernel/errors.ts';
import type { Door } from '../operate/door.ts';
import type { Preview } from '../operate/operation.ts';
import { defaultChecks } from './default-checks.ts';
import { planOf, type RolloutPlan } from './plan.ts';
import { createShareWatch, type ReadShare, type ShareWatch } from './share-watch.ts';

/** Rollouts as an operator writes them: `10,50,100` and `4h,8h,0s`. */
export interface WantedRollout {
  percentages: string;
  monitor: string;
  driver: string;
}

/** Traffic that is given or taken away stage by stage, watched, and turned back by itself. */
export interface Rollouts {
  share: ShareWatch;
  /** What one would do, without doing it. `plan` is null where it is mistyped: `problems` say how. */
  foresee(
    wanted: WantedRollout,
    options: { readOnly: boolean; signal: AbortSignal },
  ): Promise<{ plan: RolloutPlan | null; preview: Preview | null; problems: Problem[] }>;
}

export const DRIVERS = ['configmap'] as const;

export function createRollouts(options: {
  traffic: Traffic;
  door: Pick<Door, 'preview'>;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  read: ReadShare;
  source: string;
  clock: Clock;
}): Rollouts {
  const { traffic, door } = options;
  const checks = defaultChecks(options.thresholds);
  const planned = ({ driver, ...wanted }: WantedRollout): RolloutPlan => {
    if (DRIVERS.some((each) => each === driver)) return planOf(wanted, checks);
    throw new OperatorError('usage', `There is no driver ${driver}`, {
      hint: `It can be ${DRIVERS.join(', ')}.`,
    });
  };
  return {
    share: createShareWatch(options),
    async foresee(wanted, how) {
      try {
        const plan = planned(wanted);
        try {
          const percentage = plan.stages[0]?.percentage ?? 0;
          const preview = await door.preview(traffic.operations.setShare, { percentage }, how);
          return { plan, preview, problems: [] };
        } catch (error) {
          return { plan, preview: null, problems: [problemOf(error)] };
        }
      } catch (error) {
        return { plan: null, preview: null, problems: [problemOf(error)] };
      }
    },
  };
}
