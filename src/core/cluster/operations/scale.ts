import { z } from 'zod';
import { numberAt, textAt } from '../../connect/kubernetes/fields.ts';
import { lastChange } from '../../connect/kubernetes/managed-fields.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { OperationKind } from '../../operate/operation.ts';
import { sendWithVersion } from './conflict.ts';
import { follow, type RolloutState } from './rollout.ts';
import {
  type ClusterAccess,
  deploymentPath,
  deploymentPermission,
  deploymentWords,
  FIELD_MANAGER,
  nameSchema,
  readDeployment,
} from './target.ts';
import { yamlDiff } from './text-diff.ts';

/** More pods of one deployment than any cluster within Kubernetes' limits runs. */
const MOST_REPLICAS = 150_000;

const parameters = z.strictObject({
  namespace: nameSchema,
  name: nameSchema,
  replicas: z.int().min(0).max(MOST_REPLICAS),
  /** No fault when it has so many already: for what has to come out the same however often it is done. */
  orAlready: z.boolean().optional(),
});
export type ScaleParameters = z.infer<typeof parameters>;

/** `kubectl scale deployment NAME --replicas N`, but never over somebody else's change. */
export function scaleOperation({ connect, clock }: ClusterAccess): OperationKind<ScaleParameters> {
  return {
    kind: 'cluster.scale',
    title: 'Scale a deployment',
    risk: 'change',
    parameters,
    permissions: ({ namespace, name }) => [deploymentPermission('patch', { namespace, name }, 'scale')],
    async prepare({ replicas, orAlready = false, ...of }, signal) {
      const kubernetes = await connect();
      const words = deploymentWords(of);
      const deployment = await readDeployment(kubernetes, of, signal);
      const from = replicasOf(deployment);
      if (from === replicas && !orAlready) {
        throw new OperatorError('usage', `${words} has ${replicas} replicas already, nothing was done`);
      }
      const path = `${deploymentPath(of)}/scale`;
      const bodyFor = (object: unknown) => ({
        metadata: { resourceVersion: textAt(object, 'metadata', 'resourceVersion') },
        spec: { replicas },
      });
      const send = (object: unknown, signal: AbortSignal, dryRun?: 'All') =>
        kubernetes.request({
          method: 'PATCH',
          path,
          query: { fieldManager: FIELD_MANAGER, dryRun },
          contentType: 'application/merge-patch+json',
          body: bodyFor(object),
          signal,
        });
      const guarded = (signal: AbortSignal, dryRun?: 'All') =>
        sendWithVersion({
          words,
          start: deployment,
          read: () => readDeployment(kubernetes, of, signal),
          holds: (object) => replicasOf(object) === from,
          send: (object) => send(object, signal, dryRun),
        });
      return {
        target: words,
        summary:
          from === replicas
            ? `${words} has ${replicas} replicas already`
            : `Scale ${words} from ${from} to ${replicas} replicas`,
        calls: from === replicas ? [] : [{ method: 'PATCH', path, body: bodyFor(deployment) }],
        stableCalls: [{ method: 'PATCH', path, body: { spec: { replicas } } }],
        // Nothing of it is left to serve anybody; scaling it up again does not bring back what was lost meanwhile.
        ...(replicas === 0 ? { risk: 'destructive' as const } : {}),
        diff: yamlDiff(words, { spec: { replicas: from } }, { spec: { replicas } }),
        notes: replicas === 0 ? ['No pod of it will be left: whoever needs it is without it.'] : [],
        permissions: [deploymentPermission('patch', of, 'scale')],
        author: lastChange(deployment),
        inverse: {
          title: `Scale back to ${from}`,
          kind: 'cluster.scale',
          parameters: { ...of, replicas: from },
        },
        rehearse: async (signal) => void (await guarded(signal, 'All')),
        async execute(signal) {
          await guarded(signal);
          return { from, to: replicas };
        },
        verify: (onProgress, signal) =>
          follow({ kubernetes, of, clock, judge: scaledTo(replicas), onProgress, signal }),
      };
    },
  };
}

function replicasOf(deployment: unknown): number {
  // The API server fills in 1 where none is written.
  return numberAt(deployment, 'spec', 'replicas') ?? 1;
}

/** Unlike a rollout, scaling is done when as many pods are there and available as were asked for. */
function scaledTo(replicas: number): (deployment: unknown) => RolloutState {
  return (deployment) => {
    const wanted = replicasOf(deployment);
    if (wanted !== replicas) {
      return { phase: 'failed', words: `Somebody has scaled it to ${wanted} replicas since` };
    }
    const present = numberAt(deployment, 'status', 'replicas') ?? 0;
    const available = numberAt(deployment, 'status', 'availableReplicas') ?? 0;
    return present === replicas && available === replicas
      ? { phase: 'complete', words: `${available} of ${replicas} replicas are available` }
      : {
          phase: 'progressing',
          words: `Waiting: ${present} replicas are there, ${available} of ${replicas} are available`,
        };
  };
}
