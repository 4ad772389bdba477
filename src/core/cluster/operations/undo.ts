import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { fieldAt, numberAt, recordAt, textsAt } from '../../connect/kubernetes/fields.ts';
import { lastChange } from '../../connect/kubernetes/managed-fields.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { OperationKind } from '../../operate/operation.ts';
import { hideSecretValues } from '../hidden-values.ts';
import { sendWithVersion, versionGuard } from './conflict.ts';
import { backTo, readRevisions, type StoredRevision, templateDiff, templateOf } from './revisions.ts';
import { follow, rolloutState } from './rollout.ts';
import {
  type ClusterAccess,
  deploymentPath,
  deploymentPermission,
  deploymentWords,
  FIELD_MANAGER,
  nameSchema,
  readDeployment,
} from './target.ts';

const parameters = z.strictObject({
  namespace: nameSchema,
  name: nameSchema,
  /** Left out: the one before the present one. */
  revision: z.int().min(1).optional(),
});
export type UndoParameters = z.infer<typeof parameters>;

/** Annotations of the deployment itself, which kubectl's rollback does not take from the revision. */
const OWN_ANNOTATIONS = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

/** `kubectl rollout undo deployment NAME [--to-revision N]`, but never over somebody else's change. */
export function undoOperation({ connect, clock }: ClusterAccess): OperationKind<UndoParameters> {
  return {
    kind: 'cluster.undo',
    title: 'Take a deployment back to an earlier revision',
    risk: 'change',
    parameters,
    permissions: ({ namespace, name }) => [deploymentPermission('patch', { namespace, name })],
    async prepare({ revision, ...of }, signal) {
      const kubernetes = await connect();
      const words = deploymentWords(of);
      const { deployment, revisions } = await readRevisions(kubernetes, of, signal);
      const wanted = chooseRevision(words, revisions, revision);
      if (fieldAt(deployment, 'spec', 'paused') === true) {
        throw new OperatorError(
          'conflict',
          `${words} is paused: it cannot be taken back until it is resumed`,
        );
      }
      const before = templateOf(deployment);
      const unchanged = isDeepStrictEqual(before, wanted.template);
      const path = deploymentPath(of);
      const send = (object: unknown, signal: AbortSignal, dryRun?: 'All') =>
        kubernetes.request({
          method: 'PATCH',
          path,
          query: { fieldManager: FIELD_MANAGER, dryRun },
          contentType: 'application/json-patch+json',
          body: patchFor(object, wanted),
          signal,
        });
      const guarded = (signal: AbortSignal, dryRun?: 'All') =>
        sendWithVersion({
          words,
          start: deployment,
          read: () => readDeployment(kubernetes, of, signal),
          holds: (object) => isDeepStrictEqual(recordAt(object, 'spec'), recordAt(deployment, 'spec')),
          send: (object) => send(object, signal, dryRun),
        });
      return {
        target: words,
        summary: unchanged
          ? `${words} runs what revision ${wanted.number} says already`
          : `Take ${words} back to revision ${wanted.number} (${wanted.images.join(', ')})`,
        calls: unchanged
          ? []
          : [{ method: 'PATCH', path, body: hideSecretValues(patchFor(deployment, wanted)) }],
        stableCalls: [{ method: 'PATCH', path, body: changesFor(deployment, wanted) }],
        diff: templateDiff(words, before, wanted.template),
        notes: wanted.changeCause === null ? [] : [`Revision ${wanted.number}: ${wanted.changeCause}`],
        permissions: [deploymentPermission('patch', of)],
        author: lastChange(deployment),
        inverse: backTo('Take this back', of, deployment),
        rehearse: async (signal) => void (await guarded(signal, 'All')),
        async execute(signal) {
          const changed = await guarded(signal);
          return { revision: wanted.number, generation: numberAt(changed, 'metadata', 'generation') };
        },
        verify: (onProgress, signal) =>
          follow({ kubernetes, of, clock, judge: rolloutState, onProgress, signal }),
      };
    },
  };
}

function chooseRevision(
  words: string,
  revisions: readonly StoredRevision[],
  number: number | undefined,
): StoredRevision {
  if (number === undefined) {
    const previous = revisions[1];
    if (previous) return previous;
    throw new OperatorError('not-found', `${words} has no earlier revision to go back to`);
  }
  const found = revisions.find((revision) => revision.number === number);
  if (found) return found;
  const known = revisions.map((revision) => revision.number).join(', ');
  throw new OperatorError('not-found', `${words} has no revision ${number}`, {
    hint: known === '' ? 'It has none at all.' : `It has ${known}.`,
  });
}

function patchFor(deployment: unknown, wanted: StoredRevision) {
  return [versionGuard(deployment), ...changesFor(deployment, wanted)];
}

function changesFor(deployment: unknown, wanted: StoredRevision) {
  const own = textsAt(deployment, 'metadata', 'annotations');
  const annotations = Object.fromEntries([
    ...[...own].filter(([key]) => OWN_ANNOTATIONS.includes(key)),
    ...[...wanted.annotations].filter(([key]) => !OWN_ANNOTATIONS.includes(key)),
  ]);
  return [
    { op: 'replace', path: '/spec/template', value: wanted.template },
    { op: 'replace', path: '/metadata/annotations', value: annotations },
  ];
}
