import { z } from 'zod';
import { fieldAt, numberAt, textAt } from '../../connect/kubernetes/fields.ts';
import { lastChange } from '../../connect/kubernetes/managed-fields.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { OperationKind } from '../../operate/operation.ts';

import { backTo } from './revisions.ts';
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

const parameters = z.strictObject({ namespace: nameSchema, name: nameSchema });
export type RestartParameters = z.infer<typeof parameters>;

/** The annotation by which `kubectl rollout restart` makes a new revision of the same template. */
export const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/** `kubectl rollout restart deployment NAME`. */
export function restartOperation({ connect, clock }: ClusterAccess): OperationKind<RestartParameters> {
  return {
    kind: 'cluster.restart',
    title: 'Restart a deployment',
    risk: 'change',
    parameters,
    permissions: (of) => [deploymentPermission('patch', of)],
    async prepare(of, signal) {
      const kubernetes = await connect();
      const words = deploymentWords(of);
      const deployment = await readDeployment(kubernetes, of, signal);
      if (fieldAt(deployment, 'spec', 'paused') === true) {
        throw new OperatorError('conflict', `${words} is paused: it cannot be restarted until it is resumed`);
      }
      // kubectl writes whole seconds, RFC 3339.
      const at = new Date(clock.now()).toISOString().replace(/\.\d{3}Z$/, 'Z');
      if (textAt(deployment, 'spec', 'template', 'metadata', 'annotations', RESTARTED_AT) === at) {
        throw new OperatorError('conflict', `${words} has been restarted within this second`, {
          hint: 'Wait a moment before restarting it again.',
        });
      }
      const call = {
        method: 'PATCH' as const,
        path: deploymentPath(of),
        body: bodyFor(at),
      };
      const send = (signal: AbortSignal, dryRun?: 'All') =>
        kubernetes.request({
          ...call,
          query: { fieldManager: FIELD_MANAGER, dryRun },
          contentType: 'application/strategic-merge-patch+json',
          signal,
        });
      const pods = numberAt(deployment, 'spec', 'replicas') ?? 1;
      return {
        target: words,
        summary: `Restart ${words}: replace its ${pods === 1 ? 'pod' : `${pods} pods`}, following its strategy`,
        calls: [call],
        stableCalls: [{ ...call, body: bodyFor('the moment it is done') }],
        diff: null,
        notes: [],
        permissions: [deploymentPermission('patch', of)],
        author: lastChange(deployment),
        inverse: backTo('Undo this rollout', of, deployment),
        rehearse: async (signal) => void (await send(signal, 'All')),
        async execute(signal) {
          const changed = await send(signal);
          return { restartedAt: at, generation: numberAt(changed, 'metadata', 'generation') };
        },
        verify: (onProgress, signal) =>
          follow({ kubernetes, of, clock, judge: rolloutState, onProgress, signal }),
      };
    },
  };
}

function bodyFor(restartedAt: string) {
  return { spec: { template: { metadata: { annotations: { [RESTARTED_AT]: restartedAt } } } } };
}
