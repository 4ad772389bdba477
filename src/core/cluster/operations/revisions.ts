import { isDeepStrictEqual } from 'node:util';
import { listAt, recordAt, textAt, textsAt, timeAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { toIso } from '../../kernel/clock.ts';
import type { Inverse } from '../../operate/operation.ts';
import { hideSecretValues } from '../hidden-values.ts';
import { type ClusterAccess, type ObjectName, readDeployment } from './target.ts';
import { yamlDiff } from './text-diff.ts';

/** One revision of a deployment: a replica set that it owns. */
export interface Revision {
  number: number;
  replicaSet: string;
  /** As the kubernetes.io/change-cause annotation says it. */
  changeCause: string | null;
  images: readonly string[];
  createdAt: string | null;
  /** The one the deployment runs now. */
  current: boolean;
  /** Unified diff of the pod template, from what runs now to this; null when they are the same. */
  diff: string | null;
}

/** A revision with what is needed to go back to it. */
export interface StoredRevision extends Revision {
  /** Without the label that tells revisions apart. */
  template: Readonly<Record<string, unknown>>;
  annotations: ReadonlyMap<string, string>;
}

const REVISION = 'deployment.kubernetes.io/revision';
const CHANGE_CAUSE = 'kubernetes.io/change-cause';
const HASH_LABEL = 'pod-template-hash';

/** The deployment with its revisions, newest first. */
export async function readRevisions(
  kubernetes: Pick<Kubernetes, 'request' | 'listPages'>,
  of: ObjectName,
  signal?: AbortSignal,
): Promise<{ deployment: unknown; revisions: StoredRevision[] }> {
  const deployment = await readDeployment(kubernetes, of, signal);
  const uid = textAt(deployment, 'metadata', 'uid');
  const template = templateOf(deployment);
  const path = `/apis/apps/v1/namespaces/${encodeURIComponent(of.namespace)}/replicasets`;
  const revisions: StoredRevision[] = [];
  for await (const page of kubernetes.listPages(path, { signal })) {
    for (const set of page.items) {
      const owned = listAt(set, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid);
      const annotations = textsAt(set, 'metadata', 'annotations');
      const number = Number(annotations.get(REVISION));
      if (!owned || !Number.isInteger(number)) continue;
      const createdAt = timeAt(set, 'metadata', 'creationTimestamp');
      const own = templateOf(set);
      const current = isDeepStrictEqual(own, template);
      revisions.push({
        number,
        replicaSet: textAt(set, 'metadata', 'name') ?? '',
        changeCause: annotations.get(CHANGE_CAUSE) ?? null,
        images: listAt(set, 'spec', 'template', 'spec', 'containers').map((it) => textAt(it, 'image') ?? ''),
        createdAt: createdAt === null ? null : toIso(createdAt),
        current,
        diff: current ? null : templateDiff(`revision ${number}`, template, own),
        template: own,
        annotations,
      });
    }
  }
  return { deployment, revisions: revisions.sort((a, b) => b.number - a.number) };
}

/** `kubectl rollout history deployment NAME`, with images and age. */
export async function readHistory(
  { connect }: Pick<ClusterAccess, 'connect'>,
  of: ObjectName,
  signal?: AbortSignal,
): Promise<Revision[]> {
  const { revisions } = await readRevisions(await connect(), of, signal);
  return revisions.map(({ template: _, annotations: __, ...revision }) => revision);
}

/** What going from one pod template to another changes; secret values of neither are shown. */
export function templateDiff(of: string, before: unknown, after: unknown): string | null {
  return yamlDiff(`${of}, pod template`, hideSecretValues(before), hideSecretValues(after));
}

/** What takes a deployment back to the revision that it is at; null when it does not say which. */
export function backTo(title: string, of: ObjectName, deployment: unknown): Inverse | null {
  const revision = Number(textAt(deployment, 'metadata', 'annotations', REVISION) ?? Number.NaN);
  if (!Number.isInteger(revision)) return null;
  return { title, kind: 'cluster.undo', parameters: { ...of, revision } };
}

/** The pod template without the label that its controller adds. */
export function templateOf(object: unknown): Readonly<Record<string, unknown>> {
  const template = recordAt(object, 'spec', 'template');
  const { [HASH_LABEL]: _, ...labels } = recordAt(template, 'metadata', 'labels');
  return { ...template, metadata: { ...recordAt(template, 'metadata'), labels } };
}
