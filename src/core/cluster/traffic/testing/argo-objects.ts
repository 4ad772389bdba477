import { textAt } from '../../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../../connect/kubernetes/index.ts';

export type Fields = Readonly<Record<string, unknown>>;

export const rolloutsPath = (namespace: string) =>
  `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts`;

export const podTemplate = (image: string) => ({
  metadata: { labels: { app: 'models' } },
  spec: { containers: [{ name: 'main', image }] },
});

/** At the pause of 10 %, with a version that is stable beside it. */
export const MIDDLE: Fields = {
  ...{ currentPodHash: 'hash-2', stableRS: 'hash-1', currentStepIndex: 1, controllerPause: true },
  pauseConditions: [{ reason: 'CanaryPauseStep', startTime: '2026-01-01T00:00:00Z' }],
};

/** The Rollout `models`, of 10 % and 50 % with a pause behind each, as its controller has left it. */
export async function createRollout(
  kubernetes: Pick<Kubernetes, 'request'>,
  namespace: string,
  { status = MIDDLE, spec = {} }: { status?: Fields; spec?: Fields } = {},
): Promise<void> {
  const steps = [{ setWeight: 10 }, { pause: {} }, { setWeight: 50 }, { pause: {} }];
  const rollout = {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'models' } },
    spec: {
      selector: { matchLabels: { app: 'models' } },
      ...{ template: podTemplate('models:2'), strategy: { canary: { steps } } },
      ...spec,
    },
  };
  await kubernetes.request({ method: 'POST', path: rolloutsPath(namespace), body: rollout });
  await setRolloutStatus(kubernetes, namespace, status);
}

/** As its controller writes it. */
export async function setRolloutStatus(
  kubernetes: Pick<Kubernetes, 'request'>,
  namespace: string,
  status: Fields,
): Promise<void> {
  await kubernetes.request({
    ...{ method: 'PATCH', path: `${rolloutsPath(namespace)}/models/status`, body: { status } },
    contentType: 'application/merge-patch+json',
  });
}

/** What its controller keeps of a revision: a replica set with the pods of `models:N`. */
export async function createRevision(
  kubernetes: Pick<Kubernetes, 'request'>,
  namespace: string,
  revision: number,
): Promise<void> {
  const rollout = await kubernetes.request({ path: `${rolloutsPath(namespace)}/models` });
  const { metadata, spec } = podTemplate(`models:${revision}`);
  const labels = { ...metadata.labels, 'rollouts-pod-template-hash': `hash-${revision}` };
  await kubernetes.request({
    ...{ method: 'POST', path: `/apis/apps/v1/namespaces/${namespace}/replicasets` },
    body: {
      metadata: {
        ...{ name: `models-${revision}`, labels },
        annotations: { 'rollout.argoproj.io/revision': String(revision) },
        ownerReferences: [
          {
            ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'models' },
            ...{ uid: textAt(rollout, 'metadata', 'uid'), controller: true },
          },
        ],
      },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    },
  });
}

/**
 * The controller's part when other pods are asked for: the replica set that has them gets the newest number and is
 * rolled out from the first step, with what was promoted or aborted before forgotten (argo-rollouts 1.8,
 * rollout/sync.go and utils/replicaset). Resolves when it has done so once.
 */
export async function takeUpTemplate(
  kubernetes: Pick<Kubernetes, 'request'>,
  namespace: string,
  { revision, history }: { revision: number; history: readonly number[] },
  signal: AbortSignal,
): Promise<void> {
  const path = `${rolloutsPath(namespace)}/models`;
  for (;;) {
    signal.throwIfAborted();
    const rollout = await kubernetes.request({ path, signal });
    const image = textAt(rollout, 'spec', 'template', 'spec', 'containers', '0', 'image');
    const number = image?.split(':')[1];
    if (textAt(rollout, 'status', 'currentPodHash') === `hash-${number}`) continue;
    const annotations = {
      'rollout.argoproj.io/revision': String(revision),
      'rollout.argoproj.io/revision-history': history.join(','),
    };
    await kubernetes.request({
      ...{ method: 'PATCH', contentType: 'application/merge-patch+json', signal },
      path: `/apis/apps/v1/namespaces/${namespace}/replicasets/models-${number}`,
      body: { metadata: { annotations } },
    });
    const status = { currentPodHash: `hash-${number}`, currentStepIndex: 0, promoteFull: null, abort: null };
    return setRolloutStatus(kubernetes, namespace, { ...status, pauseConditions: null });
  }
}
