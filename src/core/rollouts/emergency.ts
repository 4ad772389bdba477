import type { ProcessView, StepView } from '../operate/processes/view.ts';
import type { StoredWord } from '../store/rollouts/index.ts';
import type { RolloutView, StageView } from './view.ts';

/** The runbook whose runs are emergency rollbacks, whoever starts them. */
export const EMERGENCY_RUNBOOK = 'emergency_mlops_rollback';
const SETS = 'disable';
const WATCHES = 'monitor/watch';

export function isEmergency({ kind, name }: Pick<ProcessView, 'kind' | 'name'>): boolean {
  return kind === 'runbook' && name === EMERGENCY_RUNBOOK;
}

/** A run of the runbook, told as a rollout of one stage: 0 %, then the legacy optimizer, watched. */
export function emergencyOf(
  run: ProcessView,
  { monitorMs, driver }: { monitorMs: number; driver: string },
  words: readonly StoredWord[],
): RolloutView {
  const of = (id: string) => run.steps.find((step) => step.id === id);
  const set = of(SETS);
  const watch = of(WATCHES);
  const isDown = set?.status === 'succeeded';
  const asking = run.steps.find(({ question }) => question !== null);
  const stages = set === undefined ? [] : [stageOf(run, set, watch, monitorMs)];
  const isOver = run.endedAt !== null;
  const reason = run.parameters.reason;
  return {
    ...{ id: run.id, title: run.title, startedAt: run.startedAt, startedBy: run.startedBy },
    ...{ endedAt: run.endedAt, owner: run.owner, kind: 'emergency-rollback', why: run.why, stages },
    state: stateOf(run, isDown, asking !== undefined),
    driver: driver,
    percentage: isDown ? 0 : null,
    percentageAt: isDown ? set.endedAt : null,
    stage: isOver ? null : 0,
    watched: null,
    asks: isOver || !asking?.question ? null : { ...asksOf(asking, asking.question) },
    can: {
      ...{ pause: false, resume: !isOver && run.isPaused, promote: false, promoteFull: false, abort: false },
      retry: isOver && run.status !== 'succeeded',
    },
    report: run.steps.flatMap(({ endedAt, title, status, words: said }) =>
      endedAt === null
        ? []
        : [
            {
              at: endedAt,
              by: run.startedBy,
              line: `${title}: ${status}${said === null ? '' : `: ${said}`}`,
            },
          ],
    ),
    reason:
      typeof reason === 'string' && reason !== ''
        ? reason
        : (words.find(({ kind }) => kind === 'superseded')?.words ?? null),
  };
}

function asksOf({ id }: StepView, { kind, text, choices }: NonNullable<StepView['question']>) {
  return {
    ...{ step: id, kind, text, since: null },
    choices: choices.map((choice) => ({ id: choice.id, title: choice.title })),
  };
}

function stateOf(run: ProcessView, isDown: boolean, asks: boolean): RolloutView['state'] {
  if (run.endedAt === null) {
    if (asks) return 'inconclusive';
    return run.isPaused ? 'paused' : 'rolling-back';
  }
  if (run.status === 'succeeded') return 'completed';
  return isDown ? 'aborted' : 'degraded';
}

function stageOf(run: ProcessView, set: StepView, watch: StepView | undefined, monitorMs: number): StageView {
  const last = watch ?? set;
  const ended = (step: StepView) => step.status === 'succeeded' || step.status === 'failed';
  return {
    ...{ percentage: 0, monitorMs, checks: [], startedAt: set.begunAt, words: last.words ?? set.words },
    state:
      set.status === 'failed' || watch?.status === 'failed'
        ? 'failed'
        : watch?.status === 'succeeded'
          ? 'passed'
          : !ended(set)
            ? 'setting'
            : run.endedAt === null
              ? 'watching'
              : 'skipped',
    endedAt: run.endedAt === null ? null : last.endedAt,
    endsAt: watch?.status === 'running' && watch.begunAt !== null ? watch.begunAt + monitorMs : null,
  };
}
