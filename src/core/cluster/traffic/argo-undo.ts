import { isDeepStrictEqual } from 'node:util';
import { listAt, recordAt, textAt, textsAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { ArgoPlan } from './argo-orders.ts';

const REVISION = 'rollout.argoproj.io/revision';
const HASH_LABEL = 'rollouts-pod-template-hash';

interface Revision {
  number: number;
  template: Readonly<Record<string, unknown>>;
}

/**
 * The pod template of an earlier revision, put back as `kubectl argo rollouts undo` does. To the controller that is a
 * new version: it goes through the steps again.
 *
 * @param to left out: the revision before the newest
 * @throws OperatorError `not-found` without such a revision
 */
export async function planOfUndo(options: {
  kubernetes: Pick<Kubernetes, 'listPages'>;
  rollout: unknown;
  words: string;
  to: number | undefined;
  signal: AbortSignal;
}): Promise<ArgoPlan> {
  const { rollout, words, to } = options;
  const revisions = await revisionsOf(options);
  const wanted = to === undefined ? revisions[1] : revisions.find(({ number }) => number === to);
  if (wanted === undefined) {
    const which = to === undefined ? 'earlier revision to go back to' : `revision ${to}`;
    const has = revisions.map(({ number }) => number).join(', ');
    throw new OperatorError('not-found', `${words} has no ${which}`, {
      hint: has === '' ? 'It has none at all.' : `It has ${has}.`,
    });
  }
  const same = isDeepStrictEqual(wanted.template, withoutHash(recordAt(rollout, 'spec', 'template')));
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

/** Newest first. */
async function revisionsOf(of: {
  kubernetes: Pick<Kubernetes, 'listPages'>;
  rollout: unknown;
  signal: AbortSignal;
}): Promise<Revision[]> {
  const namespace = textAt(of.rollout, 'metadata', 'namespace') ?? '';
  const uid = textAt(of.rollout, 'metadata', 'uid');
  const path = `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/replicasets`;
  const found: Revision[] = [];
  for await (const { items } of of.kubernetes.listPages(path, { signal: of.signal })) {
    for (const set of items) {
      const owned = listAt(set, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid);
      const number = Number(textsAt(set, 'metadata', 'annotations').get(REVISION) ?? Number.NaN);
      if (!owned || !Number.isInteger(number)) continue;
      found.push({ number, template: withoutHash(recordAt(set, 'spec', 'template')) });
    }
  }
  return found.sort((a, b) => b.number - a.number);
}

function withoutHash(template: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { [HASH_LABEL]: _, ...labels } = recordAt(template, 'metadata', 'labels');
  return { ...template, metadata: { ...recordAt(template, 'metadata'), labels } };
}
