import { fieldAt } from '../../connect/kubernetes/fields.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { ArgoPlan } from './argo-orders.ts';
import { type ArgoRevision, isWanted } from './argo-revisions.ts';

/**
 * The pod template of an earlier revision, put back as `kubectl argo rollouts undo` does. To the controller that is a
 * new version: it goes through the steps again.
 *
 * @param to left out: the revision before the newest
 * @throws OperatorError `not-found` without such a revision
 */
export function planOfUndo(of: {
  rollout: unknown;
  revisions: readonly ArgoRevision[];
  words: string;
  to?: number | undefined;
}): ArgoPlan {
  const { rollout, revisions, words, to } = of;
  if (fieldAt(rollout, 'spec', 'template') === undefined) {
    throw new OperatorError('conflict', `${words} takes its pods from another object: it cannot be undone`, {
      hint: 'Undo the deployment that its workloadRef names: acgs cluster undo DEPLOYMENT.',
    });
  }
  const wanted = to === undefined ? revisions[1] : revisions.find(({ number }) => number === to);
  if (wanted === undefined) {
    const which = to === undefined ? 'earlier revision to go back to' : `revision ${to}`;
    const has = revisions.map(({ number }) => number).join(', ');
    throw new OperatorError('not-found', `${words} has no ${which}`, {
      hint: has === '' ? 'It has none at all.' : `It has ${has}.`,
    });
  }
  const same = isWanted(wanted, rollout);
  return {
    what: same
      ? `runs what revision ${wanted.number} says already`
      : `goes back to the pods of revision ${wanted.number}`,
    patches: same
      ? []
      : [
          {
            ...{ at: 'object', type: 'json' },
            body: [{ op: 'replace', path: '/spec/template', value: wanted.template }],
          },
        ],
    notes: [
      'To its controller that is a new version: it goes through the steps again, or is promoted fully.',
    ],
  };
}
