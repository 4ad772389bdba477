import type { Traffic } from '../cluster/traffic/index.ts';
import { OperatorError, type Problem, problemOf } from '../kernel/errors.ts';
import type { Door } from '../operate/door.ts';
import type { Preview } from '../operate/operation.ts';
import { durationText } from '../promql/index.ts';
import type { StageCheck } from './check.ts';
import { planOf, type RolloutPlan } from './plan.ts';
import { type CheckGround, planOfFile, planOrRefuse } from './plan-file/index.ts';
import { refuseUnsettable } from './settable.ts';

/** Rollouts as an operator writes them: `10,50,100` and `4h,8h,0s`. `driver`: empty for the profile's. */
export interface WantedRollout {
  percentages: string;
  monitor: string;
  driver: string;
  /** The text of a plan's file, which then says the stages in place of the two; empty: there is none. */
  plan?: string | undefined;
}

/** What becomes of what somebody wants: a plan, or what is wrong with it. */
export interface Planning {
  /** What is kept of it with the process says the same again, `plan` too. @throws OperatorError `usage` */
  planned(wanted: WantedRollout): { plan: RolloutPlan; parameters: Record<string, string> };
  /** What one would do, without doing it. `plan` is null where it is mistyped: `problems` say how. */
  foresee(
    wanted: WantedRollout,
    options: { readOnly: boolean; signal: AbortSignal },
  ): Promise<{ plan: RolloutPlan | null; preview: Preview | null; problems: Problem[] }>;
}

export function createPlanning(options: {
  traffic: Traffic;
  door: Pick<Door, 'preview'>;
  checks: readonly StageCheck[];
  ground: CheckGround;
}): Planning {
  const { traffic, door, checks, ground } = options;

  const read = ({ driver, plan, ...wanted }: WantedRollout): RolloutPlan | { problems: OperatorError[] } => {
    const { id } = traffic.driver;
    if (driver !== '' && driver !== id) {
      throw new OperatorError('usage', `The traffic is moved with ${id} here, not with ${driver}`, {
        hint: 'The profile says what moves it, as rollouts.driver.',
      });
    }
    return plan ? planOfFile(plan, ground) : planOf(wanted, checks);
  };

  return {
    planned(wanted) {
      const plan = planOrRefuse(read(wanted));
      const percentages = plan.stages.map(({ percentage }) => percentage).join(',');
      const monitor = plan.stages.map(({ monitorMs }) => durationText(monitorMs)).join(',');
      const written = wanted.plan ? { plan: wanted.plan } : {};
      return { plan, parameters: { percentages, monitor, driver: traffic.driver.id, ...written } };
    },
    async foresee(wanted, how) {
      const none = (problems: Problem[]) => ({ plan: null, preview: null, problems });
      let plan: ReturnType<typeof read>;
      try {
        plan = read(wanted);
      } catch (error) {
        return none([problemOf(error)]);
      }
      if ('problems' in plan) return none(plan.problems.map(problemOf));
      try {
        await refuseUnsettable(plan, traffic.driver, how.signal);
      } catch (error) {
        return none([problemOf(error)]);
      }
      try {
        const percentage = plan.stages[0]?.percentage ?? 0;
        const preview = await door.preview(traffic.operations.setShare, { percentage }, how);
        return { plan, preview, problems: [] };
      } catch (error) {
        return { plan, preview: null, problems: [problemOf(error)] };
      }
    },
  };
}
