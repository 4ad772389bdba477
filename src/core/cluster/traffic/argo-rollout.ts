import { fieldAt, listAt, numberAt, textAt } from '../../connect/kubernetes/fields.ts';
import { OperatorError } from '../../kernel/errors.ts';

/** A Rollout of Argo Rollouts (argoproj.io/v1alpha1) as its controller reads it. */
export interface ArgoRollout {
  steps: readonly unknown[];
  /** Of the step it is at; as many as there are steps when it is past the last. */
  stepIndex: number;
  isPaused: boolean;
  isAborted: boolean;
  isPromotedFully: boolean;
  /** Its new version is the stable one: nothing is being rolled out. */
  isStable: boolean;
  hasPauseConditions: boolean;
  /** An analysis of the step said neither yes nor no, and the controller paused it for that. */
  isInconclusive: boolean;
  /** Percent of the traffic that the new version is to have. */
  share: number;
  /** What the controller says it has, where it routes traffic; null: it does not say, or nothing is rolled out. */
  inForce: number | null;
}

/** @throws OperatorError `conflict`: it is none that shifts traffic by weights */
export function argoRolloutIn(object: unknown, words: string): ArgoRollout {
  if (fieldAt(object, 'spec', 'strategy', 'canary') === undefined) {
    throw new OperatorError('conflict', `${words} has no canary strategy: it shifts no traffic by weights`);
  }
  const steps = listAt(object, 'spec', 'strategy', 'canary', 'steps');
  const status = (...path: string[]) => fieldAt(object, 'status', ...path);
  const stable = textAt(object, 'status', 'stableRS');
  const hasPauseConditions = listAt(object, 'status', 'pauseConditions').length > 0;
  const found = {
    steps,
    stepIndex: Math.min(numberAt(object, 'status', 'currentStepIndex') ?? 0, steps.length),
    isPaused: fieldAt(object, 'spec', 'paused') === true,
    isAborted: status('abort') === true,
    isPromotedFully: status('promoteFull') === true,
    isStable: stable === null || stable === textAt(object, 'status', 'currentPodHash'),
    hasPauseConditions,
    isInconclusive:
      hasPauseConditions &&
      status('controllerPause') === true &&
      status('canary', 'currentStepAnalysisRunStatus', 'status') === 'Inconclusive',
  };
  return {
    ...found,
    share: shareOf(found),
    // Of the stable version it says nothing: that has all of it, and the weight of a canary is 0.
    inForce: found.isStable ? null : numberAt(object, 'status', 'canary', 'weights', 'canary', 'weight'),
  };
}

/** The controller's order: what is stable or promoted has all, what is aborted nothing, else the last weight that was set. */
function shareOf(of: Omit<ArgoRollout, 'share' | 'inForce'>): number {
  if (of.isStable || of.isPromotedFully) return 100;
  if (of.isAborted) return 0;
  if (of.stepIndex >= of.steps.length) return 100;
  const before = of.steps.slice(0, of.stepIndex + 1).toReversed();
  return before.map(weightOf).find((weight) => weight !== null) ?? 0;
}

/** What a step sets; null: it sets none. */
export function weightOf(step: unknown): number | null {
  return numberAt(step, 'setWeight');
}

/** Whether the controller waits at this step until somebody tells it to go on. */
export function waitsForPerson(step: unknown): boolean {
  const pause = fieldAt(step, 'pause');
  return pause !== undefined && pause !== null && fieldAt(pause, 'duration') === undefined;
}

/** What an order was given for: what else of the status moves is its controller's business. */
export function decisiveIn(object: unknown): unknown {
  const status = [
    'abort',
    'promoteFull',
    'currentStepIndex',
    'currentPodHash',
    'stableRS',
    'pauseConditions',
  ];
  return [fieldAt(object, 'spec'), ...status.map((key) => fieldAt(object, 'status', key) ?? null)];
}
