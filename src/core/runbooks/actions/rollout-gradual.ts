import { createHash } from 'node:crypto';
import type { Traffic } from '../../cluster/traffic/index.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import { untilChanged } from '../../kernel/until-changed.ts';
import type { Door } from '../../operate/door.ts';
import type { ActionKind, Ending } from '../../operate/processes/action.ts';
import type { Processes } from '../../operate/processes/index.ts';
import { operationAction } from '../../operate/processes/operation-action.ts';
import { durationText } from '../../promql/index.ts';
import type { Rollouts } from '../../rollouts/index.ts';
import type { RolloutView, StageView } from '../../rollouts/view.ts';
import { headOf, type InputOf } from './known.ts';
import { MARKS } from './look-action.ts';

const NOTHING_TO_DO = 'All traffic is taken away already';

/**
 * Starts a gradual rollback, a rollout of its own with its checks and its decisions, and follows it to its end. Begun
 * once for a step, whoever goes on with it: its id is made of the run's and the step's.
 */
export function rolloutGradualAction(options: {
  rollouts: Rollouts;
  traffic: Traffic;
  door: Door;
  processes: Pick<Processes, 'get' | 'resume'>;
}): ActionKind<InputOf<'rollout.gradual-rollback'>> {
  const { rollouts, traffic, door, processes } = options;
  const { foresee } = operationAction(traffic.operations.setShare, door);

  const known = (id: string): RolloutView | null => {
    try {
      return rollouts.get(id);
    } catch (error) {
      if (problemOf(error).code === 'not-found') return null;
      throw error;
    }
  };
  const shareNow = async (signal: AbortSignal): Promise<number> => {
    const { percentage, problem, source } = await rollouts.share.look(signal);
    if (percentage !== null && problem === null) return percentage;
    const { code = 'conflict', message } = problem ?? {};
    throw new OperatorError(
      code,
      message ?? `${source} does not tell how much traffic there is to take away`,
      {
        hint: 'acgs rollout emergency-rollback takes all of it away.',
      },
    );
  };

  return {
    ...headOf('rollout.gradual-rollback'),
    async foresee({ step, monitor }, context) {
      const nothing = { how: 'probed', risk: 'read', calls: [], diff: null, notes: [] } as const;
      const begun = known(rolloutIdOf(context));
      if (begun !== null) return { ...nothing, words: `${begun.title} was begun` };
      const from = await shareNow(context.signal);
      if (from === 0) return { ...nothing, words: NOTHING_TO_DO };
      const shares = rollouts.stepsDown({ from, step, monitor });
      const first = await foresee({ percentage: shares[0] ?? 0 }, context);
      const words = `Takes the traffic down from ${from} to ${shares.join(', ')} %, each watched for ${monitor}`;
      return { ...first, how: 'not-predictable', words, notes: ['The first step is shown', ...first.notes] };
    },
    async run({ step, monitor }, context) {
      const { runId, signal, progress, consent } = context;
      const id = rolloutIdOf(context);
      const begun = known(id);
      if (begun === null) {
        if ((await shareNow(signal)) === 0) return doneWith([`${MARKS.pass} ${traffic.words(0)}`]);
        await rollouts.gradualRollback({ step, monitor, id }, { ...consent, signal });
      } else if (begun.endedAt === null && (begun.owner === null || begun.owner.state === 'dead')) {
        processes.resume(id);
      }
      let told = 0;
      for (;;) {
        const view = rollouts.get(id);
        for (const { line } of view.report.slice(told)) progress(line);
        told = Math.max(told, view.report.length);
        if (view.endedAt !== null) return endOf(view, traffic);
        if (signal.aborted) {
          // Closed with the application, it is gone on with; stopped by somebody, nothing of it may stay under way.
          if (processes.get(runId).isStopping && view.can.abort)
            rollouts.abort(id, `run ${runId.slice(0, 8)} was stopped`);
          throw signal.reason;
        }
        await untilChanged(rollouts.subscribe, signal);
      }
    },
  };
}

/** A UUID that only this step of this run has. */
function rolloutIdOf({ runId, stepId }: { runId: string; stepId: string }): string {
  const digest = createHash('sha256').update(`${runId} ${stepId}`).digest('hex');
  return [
    ...[digest.slice(0, 8), digest.slice(8, 12), `8${digest.slice(13, 16)}`],
    ...[`a${digest.slice(17, 20)}`, digest.slice(20, 32)],
  ].join('-');
}

function doneWith(lines: string[]): Ending {
  return { end: 'done', words: NOTHING_TO_DO, output: { lines } };
}

function endOf({ id, title, state, why, percentage, stages }: RolloutView, traffic: Traffic): Ending {
  const lines = stages.map((stage) => `${MARKS[markOf(stage)]} ${stageLine(stage, traffic)}`);
  const isTurnedBack = state !== 'completed' && percentage === 0;
  const output = { lines: isTurnedBack ? [...lines, `${MARKS.pass} ${traffic.words(0)}`] : lines };
  const evidence = { rollout: id };
  if (state === 'completed') return { end: 'done', words: `${title}: completed`, output, evidence };
  const words = `${title}: ${state}${why === null ? '' : `: ${why}`}`;
  return { end: 'failed', final: true, words, output, evidence };
}

function markOf({ state }: StageView): keyof typeof MARKS {
  if (state === 'passed') return 'pass';
  return state === 'failed' ? 'fail' : 'unknown';
}

function stageLine({ percentage, state, monitorMs, words }: StageView, traffic: Traffic): string {
  const share = traffic.words(percentage);
  if (state === 'passed') return `${share}, all checks well for ${durationText(monitorMs)}`;
  return `${share}: ${words ?? 'not begun'}`;
}
