import { OperatorError } from '../../kernel/errors.ts';
import { type ArgoRollout, waitsForPerson, weightOf } from './argo-rollout.ts';

/** One patch of a Rollout: of its status through the subresource, or of the rest. */
export interface ArgoPatch {
  at: 'object' | 'status';
  type: 'merge' | 'json';
  body: unknown;
}

/** What an order is carried out by; no patch: it is so already. */
export interface ArgoPlan {
  /** What happens, to follow the Rollout's name: `stays where it is until it is promoted`. */
  what: string;
  patches: readonly ArgoPatch[];
  notes?: readonly string[];
}

export const ARGO_ORDERS = ['pause', 'promote', 'promote-full', 'abort', 'retry', 'undo'] as const;
export type ArgoOrder = (typeof ARGO_ORDERS)[number];

const ofStatus = (status: Readonly<Record<string, unknown>>): ArgoPatch => ({
  ...{ at: 'status', type: 'merge', body: { status } },
});
const ofSpec = (spec: Readonly<Record<string, unknown>>): ArgoPatch => ({
  ...{ at: 'object', type: 'merge', body: { spec } },
});

/**
 * The patches that `kubectl argo rollouts` sends for the same order (argo-rollouts 1.8, pkg/kubectl-argo-rollouts/cmd):
 * the controller acts on nothing else.
 */
export function planOfOrder(order: Exclude<ArgoOrder, 'undo'>, rollout: ArgoRollout): ArgoPlan {
  switch (order) {
    case 'pause':
      return {
        what: 'stays where it is until it is promoted',
        patches: rollout.isPaused ? [] : [ofSpec({ paused: true })],
      };
    case 'promote':
      return { what: 'goes on to its next step', patches: promoting(rollout) };
    case 'promote-full':
      return {
        what: 'gives all of the traffic to the new version, without its remaining steps, pauses and analyses',
        patches: rollout.isStable || rollout.isPromotedFully ? [] : [ofStatus({ promoteFull: true })],
        notes: ['Afterwards only undo takes it back: there is no stable version left to abort to.'],
      };
    case 'abort':
      return {
        what: 'gives all of the traffic to the stable version',
        patches: rollout.isAborted ? [] : [ofStatus({ abort: true })],
        notes: rollout.isStable ? ['Nothing is being rolled out: it is the stable version already.'] : [],
      };
    case 'retry':
      return {
        what: 'begins again with its first step',
        patches: rollout.isAborted ? [ofStatus({ abort: false })] : [],
      };
  }
}

/** It clears what it waits for, or goes on by a step, never both: else a pause would be passed without being seen. */
function promoting(rollout: ArgoRollout): ArgoPatch[] {
  const { steps, stepIndex } = rollout;
  const next = steps.length === 0 ? null : Math.min(stepIndex + 1, steps.length);
  const unpaused = rollout.isPaused ? [ofSpec({ paused: false })] : [];
  if (rollout.isInconclusive && next !== null) {
    return [ofStatus({ pauseConditions: null, controllerPause: false, currentStepIndex: next }), ...unpaused];
  }
  if (rollout.hasPauseConditions) return [ofStatus({ pauseConditions: null }), ...unpaused];
  if (next === null) return unpaused;
  return [ofStatus({ pauseConditions: null, currentStepIndex: next }), ...unpaused];
}

/**
 * How a Rollout gets to a share: to nothing by aborting it, to all by the step that sets it or by promoting it fully,
 * and to the rest by going to the step that sets it and waits.
 *
 * @throws OperatorError `conflict` where it has no such step, or would not stay there
 */
export function planOfShare(percentage: number, rollout: ArgoRollout, words: string): ArgoPlan {
  const { steps } = rollout;
  if (percentage === rollout.share) return { what: `has ${percentage} % already`, patches: [] };
  if (rollout.isStable) {
    throw new OperatorError('conflict', `${words} is promoted: its steps move no traffic any more`, {
      hint: 'Undo it (rollout.argo, order undo): that brings the version before.',
    });
  }
  if (percentage === 0) return planOfOrder('abort', rollout);
  if (rollout.isAborted) {
    throw new OperatorError('conflict', `${words} is aborted: it takes no traffic before it is retried`, {
      hint: 'Retry it first (rollout.argo, order retry).',
    });
  }
  const index = steps.findIndex((step) => weightOf(step) === percentage);
  if (index < 0 && percentage === 100) return planOfOrder('promote-full', rollout);
  if (index < 0) {
    const has = steps.flatMap((step) => weightOf(step) ?? []).map((weight) => `${weight} %`);
    throw new OperatorError(
      'conflict',
      `${words} has no step that sets ${percentage} %: ${has.length === 0 ? 'it sets none' : `it has ${has.join(', ')}`}`,
      { hint: 'Give it such a step, with a pause without duration behind it.' },
    );
  }
  if (!waitsForPerson(steps[index + 1])) {
    throw new OperatorError(
      'conflict',
      `${words} would not stay at ${percentage} %: behind its step ${index + 1} there is no pause without duration`,
      { hint: 'Put pause: {} behind it: otherwise its controller goes on by itself.' },
    );
  }
  return {
    what: `goes to its step ${index + 1} of ${steps.length}, which sets ${percentage} %`,
    patches: [ofStatus({ currentStepIndex: index })],
    notes: rollout.isPaused
      ? ['It is paused by hand: its controller moves nothing before it is promoted.']
      : [],
  };
}
