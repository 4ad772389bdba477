import { isDeepStrictEqual } from 'node:util';
import { listAt, recordAt, textAt, textsAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';

const REVISION = 'rollout.argoproj.io/revision';
/** Of a replica set that came back: the numbers that it had before, with commas. */
const HISTORY = 'rollout.argoproj.io/revision-history';
const HASH_LABEL = 'rollouts-pod-template-hash';

/** A version of the pods that a Rollout has had: what its controller keeps as a replica set. */
export interface ArgoRevision {
  number: number;
  /** The number that it had when it came first: going back gives it a new one. */
  first: number;
  /** As `status.currentPodHash` and `status.stableRS` name it. */
  hash: string | null;
  /** Without the label of the hash, as the Rollout has it. */
  template: Readonly<Record<string, unknown>>;
}

/** Newest first. */
export async function revisionsOf(of: {
  kubernetes: Pick<Kubernetes, 'listPages'>;
  rollout: unknown;
  signal: AbortSignal;
}): Promise<ArgoRevision[]> {
  const { kubernetes, rollout, signal } = of;
  const namespace = textAt(rollout, 'metadata', 'namespace') ?? '';
  const uid = textAt(rollout, 'metadata', 'uid');
  const labels = [...textsAt(rollout, 'spec', 'selector', 'matchLabels')];
  const query = { labelSelector: labels.map(([key, value]) => `${key}=${value}`).join(',') || undefined };
  const path = `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/replicasets`;
  const found: ArgoRevision[] = [];
  for await (const { items } of kubernetes.listPages(path, { query, signal })) {
    for (const set of items) {
      const owned = listAt(set, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid);
      const annotations = textsAt(set, 'metadata', 'annotations');
      const number = wholeNumber(annotations.get(REVISION) ?? '');
      if (!owned || number === null) continue;
      const before = (annotations.get(HISTORY) ?? '').split(',').flatMap((text) => wholeNumber(text) ?? []);
      found.push({
        number,
        first: Math.min(number, ...before),
        hash: textAt(set, 'spec', 'template', 'metadata', 'labels', HASH_LABEL),
        template: withoutHash(recordAt(set, 'spec', 'template')),
      });
    }
  }
  return found.sort((a, b) => b.number - a.number);
}

/** Whether the Rollout asks for exactly these pods. */
export function isWanted({ template }: ArgoRevision, rollout: unknown): boolean {
  return isDeepStrictEqual(template, withoutHash(recordAt(rollout, 'spec', 'template')));
}

/** How many versions there have been, as the Rollout itself says; null: it does not. */
export function revisionIn(rollout: unknown): number | null {
  return wholeNumber(textsAt(rollout, 'metadata', 'annotations').get(REVISION) ?? '');
}

function withoutHash(template: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { [HASH_LABEL]: _, ...labels } = recordAt(template, 'metadata', 'labels');
  return { ...template, metadata: { ...recordAt(template, 'metadata'), labels } };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
}
