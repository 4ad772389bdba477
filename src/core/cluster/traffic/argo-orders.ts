import type { ArgoRollout } from './argo-rollout.ts';

/** One patch of a Rollout: of its status through the subresource, or of the rest. */
export interface ArgoPatch {
  at: 'object' | 'status';
  type: 'merge' | 'json';
  body: unknown;
  /** What keeps it from being sent yet, as the Rollout is; null: nothing. Left out: it goes at once. */
  isDue?: (rollout: unknown) => string | null;
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

export const ofStatus = (status: Readonly<Record<string, unknown>>): ArgoPatch => ({
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

/** The orders that mean something to it as it is. */
export function ordersFor(rollout: ArgoRollout, revision: number | null): ArgoOrder[] {
  const { isStable, isPaused, isAborted, isPromotedFully } = rollout;
  const goesOn = !isStable && !isAborted && !isPromotedFully;
  const means: Readonly<Record<ArgoOrder, boolean>> = {
    pause: goesOn && !isPaused,
    promote: isPaused || goesOn,
    'promote-full': goesOn,
    abort: !isStable && !isAborted,
    retry: !isStable && isAborted,
    // Where its controller keeps no number, nobody knows that there was no other version.
    undo: revision === null || revision > 1,
  };
  return ARGO_ORDERS.filter((order) => means[order]);
}
