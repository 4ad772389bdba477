import { textAt } from '../../connect/kubernetes/fields.ts';
import { type ArgoRevision, isWanted } from './argo-revisions.ts';
import { type ArgoRollout, argoRolloutIn } from './argo-rollout.ts';

/** Which way a Rollout goes between its versions: the newer of two has the features, whichever is rolled out. */
export interface ArgoCourse {
  rollout: ArgoRollout;
  /**
   * `back`: what is rolled out is a version that was there before. `to-go-back`: it is to be, and the controller has
   * not begun. `went-back`: nothing but an earlier version runs.
   */
  way: 'forward' | 'to-go-back' | 'back' | 'went-back';
  /** Percent of the traffic that the version with the features is to have. */
  share: number;
  /** What the controller says that it has; null: it does not say, or nothing is being shifted. */
  inForce: number | null;
}

/** @throws OperatorError `conflict`: it is none that shifts traffic by weights */
export function argoCourseOf(object: unknown, revisions: readonly ArgoRevision[], words: string): ArgoCourse {
  const rollout = argoRolloutIn(object, words);
  const way = wayOf(object, rollout, revisions);
  const { share, inForce } = rollout;
  switch (way) {
    case 'forward':
    case 'to-go-back':
      return { rollout, way, share, inForce };
    case 'back':
      return { rollout, way, share: 100 - share, inForce: inForce === null ? null : 100 - inForce };
    case 'went-back':
      return { rollout, way, share: 0, inForce: null };
  }
}

function wayOf(
  object: unknown,
  { isStable }: ArgoRollout,
  revisions: readonly ArgoRevision[],
): ArgoCourse['way'] {
  const named = (field: string) => {
    const hash = textAt(object, 'status', field);
    return revisions.find((revision) => revision.hash === hash && hash !== null);
  };
  const current = named('currentPodHash');
  // Nothing that its controller keeps says that there was another one.
  if (current === undefined) return 'forward';
  const wanted = revisions.find((revision) => isWanted(revision, object));
  if (wanted !== undefined && wanted.first < current.first) return 'to-go-back';
  if (isStable) return revisions.some(({ first }) => first > current.first) ? 'went-back' : 'forward';
  const stable = named('stableRS');
  return stable !== undefined && current.first < stable.first ? 'back' : 'forward';
}
