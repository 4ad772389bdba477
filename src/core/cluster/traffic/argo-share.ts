import { textAt } from '../../connect/kubernetes/fields.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { ArgoCourse } from './argo-course.ts';
import { type ArgoPlan, ofStatus, planOfOrder } from './argo-orders.ts';
import type { ArgoRevision } from './argo-revisions.ts';
import { waitsForPerson, weightOf } from './argo-rollout.ts';
import { planOfUndo } from './argo-undo.ts';
import type { Settable } from './driver.ts';

interface ArgoPlace {
  course: ArgoCourse;
  /** As it was read. */
  object: unknown;
  revisions: readonly ArgoRevision[];
  words: string;
}

/**
 * How a Rollout gets to a share: to nothing by aborting it, or by going back where no stable version is left; to all
 * by the step that sets it or by promoting it fully; and to the rest by going to the step that sets it and waits.
 *
 * @throws OperatorError `conflict` where it has no such step, or would not stay there; `not-found` where there is no
 *   version to go back to
 */
export function planOfShare(percentage: number, place: ArgoPlace): ArgoPlan {
  const { course, words } = place;
  const { rollout, way, share } = course;
  if (percentage === share && way !== 'to-go-back')
    return { what: `has ${percentage} % already`, patches: [] };
  if (percentage === 0) return planOfNothing(place);
  if (way !== 'forward') throw goesBack(place);
  if (rollout.isStable) {
    throw new OperatorError('conflict', `${words} is promoted: its steps move no traffic any more`, {
      hint: 'Undo it (acgs rollout argo undo): that brings the version before.',
    });
  }
  if (rollout.isAborted) {
    throw new OperatorError('conflict', `${words} is aborted: it takes no traffic before it is retried`, {
      hint: 'Retry it first (acgs rollout argo retry).',
    });
  }
  return planOfStep(percentage, place);
}

/** The shares that {@link planOfShare} has a way to, or that there is already. */
export function settableOf({
  course: { rollout, way, share },
  revisions,
}: Omit<ArgoPlace, 'words'>): Settable {
  const { steps } = rollout;
  if (way !== 'forward')
    return { settable: [0], why: 'It has gone back to an earlier version, or is about to.' };
  if (rollout.isStable) {
    const settable = revisions.length > 1 ? [0, share] : [share];
    return {
      settable,
      why: 'It is promoted: its steps move traffic again when a new version is rolled out.',
    };
  }
  if (rollout.isAborted) return { settable: [0], why: 'It is aborted: retry it (acgs rollout argo retry).' };
  const waits = steps.flatMap((step, index) => {
    const weight = weightOf(step);
    const isFirst = steps.findIndex((it) => weightOf(it) === weight) === index;
    return weight !== null && isFirst && (waitsForPerson(steps[index + 1]) || weight === share)
      ? [weight]
      : [];
  });
  const settable = [...new Set([0, ...waits, 100])].sort((one, other) => one - other);
  return {
    settable,
    why: 'A share of it needs a step that sets it (setWeight) and, behind that, a pause without duration.',
  };
}

/** No version that came later keeps any traffic. */
function planOfNothing({ course: { rollout, way }, object, revisions, words }: ArgoPlace): ArgoPlan {
  if (!rollout.isStable && way !== 'back') return planOfOrder('abort', rollout);
  const promoting = {
    ...ofStatus({ promoteFull: true }),
    isDue: (now: unknown) =>
      textAt(now, 'status', 'currentPodHash') !== textAt(now, 'status', 'stableRS')
        ? null
        : 'its controller has not begun to go back',
  };
  if (way !== 'forward') {
    return {
      what: 'goes back to the version before at once, without its steps',
      patches: [...(rollout.isAborted && way === 'back' ? [ofStatus({ abort: false })] : []), promoting],
    };
  }
  const { what, patches } = planOfUndo({ rollout: object, revisions, words });
  return {
    what: `${what}, at once and without its steps`,
    patches: [...patches, promoting],
    notes: [
      'It is fully promoted: no stable version is left to abort to. The version before is undone to, and promoted fully as soon as its controller has begun.',
    ],
  };
}

function planOfStep(percentage: number, { course: { rollout }, words }: ArgoPlace): ArgoPlan {
  const { steps } = rollout;
  const index = steps.findIndex((step) => weightOf(step) === percentage);
  // Behind a last step that says so it is promoted all the same.
  if (percentage === 100 && !waitsForPerson(steps[index + 1])) return planOfOrder('promote-full', rollout);
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

function goesBack({ course: { way }, revisions, words }: ArgoPlace): OperatorError {
  const newest = revisions.toSorted((one, other) => other.first - one.first)[0];
  const undo = `acgs rollout argo undo${newest === undefined ? '' : ` --revision ${newest.number}`}`;
  return way === 'went-back'
    ? new OperatorError('conflict', `${words} has gone back to an earlier version, which takes no share`, {
        hint: `Bring the newer one first: ${undo}.`,
      })
    : new OperatorError('conflict', `${words} goes back to an earlier version: it can only be set to 0 %`, {
        hint: `To have the newer one after all: ${undo}.`,
      });
}
