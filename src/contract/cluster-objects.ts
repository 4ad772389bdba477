import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { instant } from './source.ts';

const objectName = z.object({ namespace: z.string().max(253), name: z.string().max(253) });

/** One revision of a deployment: what it ran, or runs. */
export const deploymentRevision = z.object({
  number: z.number(),
  /** As the kubernetes.io/change-cause annotation says it. */
  changeCause: z.string().nullable(),
  images: z.array(z.string()),
  createdAt: instant.nullable(),
  /** The one the deployment runs now. */
  current: z.boolean(),
  /** Unified diff of the pod template, from what runs now to this; null when they are the same. */
  diff: z.string().nullable(),
});
export type DeploymentRevision = z.infer<typeof deploymentRevision>;

/** Where a rollout is, in kubectl's words. Nothing follows after `complete` and `failed`. */
export const rolloutStep = z.object({
  phase: z.enum(['progressing', 'complete', 'failed']),
  words: z.string(),
  at: instant,
});
export type RolloutStep = z.infer<typeof rolloutStep>;

export const objectKind = z.enum(['pods', 'deployments', 'nodes', 'events', 'configMaps']);

/** What is read of single objects of the profile's own context. */
export const clusterObjectsContract = {
  /** Revisions, newest first. */
  history: oc.input(objectName).output(z.object({ observedAt: instant, items: z.array(deploymentRevision) })),
  /** Follows a rollout to its end. */
  rollout: oc.input(objectName).output(eventIterator(rolloutStep)),
  /** As `kubectl get -o yaml` shows it, without what only the server needs and without secrets. */
  yaml: oc
    .input(objectName.extend({ kind: objectKind }))
    .output(z.object({ observedAt: instant, yaml: z.string() })),
};
