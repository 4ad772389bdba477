import { z } from 'zod';

const strings = z.record(z.string(), z.string());

const ownerReference = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  uid: z.string(),
  controller: z.boolean().optional(),
});

const metadata = z.looseObject({
  name: z.string().default(''),
  generateName: z.string().optional(),
  namespace: z.string().optional(),
  uid: z.string().default(''),
  resourceVersion: z.string().default(''),
  generation: z.number().optional(),
  creationTimestamp: z.string().nullish(),
  deletionTimestamp: z.string().optional(),
  deletionGracePeriodSeconds: z.number().optional(),
  labels: strings.optional(),
  annotations: strings.optional(),
  ownerReferences: z.array(ownerReference).optional(),
});

/** What every object has; each kind below adds the fields that the sandbox itself acts on. */
const base = { apiVersion: z.string(), kind: z.string(), metadata };

const condition = z.looseObject({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().nullish(),
  lastUpdateTime: z.string().nullish(),
});

const resources = z.looseObject({ requests: strings.optional(), limits: strings.optional() });

const container = z.looseObject({
  name: z.string(),
  image: z.string().default(''),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).optional(),
  resources: resources.optional(),
});

const podSpec = z.looseObject({
  nodeName: z.string().optional(),
  containers: z.array(container).min(1),
  terminationGracePeriodSeconds: z.number().optional(),
});

const podTemplate = z.looseObject({
  metadata: z.looseObject({ labels: strings.optional(), annotations: strings.optional() }).default({}),
  spec: podSpec,
});

const terminated = z.looseObject({
  exitCode: z.number(),
  reason: z.string().optional(),
  startedAt: z.string().nullish(),
  finishedAt: z.string().nullish(),
});
const containerState = z.looseObject({
  waiting: z.looseObject({ reason: z.string().optional(), message: z.string().optional() }).optional(),
  running: z.looseObject({ startedAt: z.string().nullish() }).optional(),
  terminated: terminated.optional(),
});
const containerStatus = z.looseObject({
  name: z.string(),
  ready: z.boolean(),
  restartCount: z.number(),
  image: z.string(),
  imageID: z.string(),
  started: z.boolean().optional(),
  state: containerState.optional(),
  lastState: containerState.optional(),
});

const selector = z.looseObject({
  matchLabels: strings.optional(),
  matchExpressions: z
    .array(z.looseObject({ key: z.string(), operator: z.string(), values: z.array(z.string()).optional() }))
    .optional(),
});

export const podSchema = z.looseObject({
  ...base,
  spec: podSpec,
  status: z
    .looseObject({
      phase: z.string().optional(),
      conditions: z.array(condition).optional(),
      containerStatuses: z.array(containerStatus).optional(),
      podIP: z.string().optional(),
      hostIP: z.string().optional(),
      startTime: z.string().nullish(),
      reason: z.string().optional(),
    })
    .default({}),
});

const intOrPercent = z.union([z.number().int(), z.string().regex(/^\d+%$/)]);

export const networkPolicySchema = z.looseObject({
  ...base,
  spec: z.looseObject({
    podSelector: selector,
    policyTypes: z.array(z.string()).optional(),
  }),
});

export const deploymentSchema = z.looseObject({
  ...base,
  spec: z.looseObject({
    replicas: z.number().int().min(0).default(1),
    selector,
    template: podTemplate,
    paused: z.boolean().optional(),
    revisionHistoryLimit: z.number().int().default(10),
    progressDeadlineSeconds: z.number().int().default(600),
    strategy: z
      .looseObject({
        type: z.enum(['RollingUpdate', 'Recreate']).default('RollingUpdate'),
        rollingUpdate: z
          .looseObject({ maxSurge: intOrPercent.default('25%'), maxUnavailable: intOrPercent.default('25%') })
          .optional(),
      })
      .prefault({}),
  }),
  status: z
    .looseObject({
      observedGeneration: z.number().optional(),
      replicas: z.number().optional(),
      updatedReplicas: z.number().optional(),
      readyReplicas: z.number().optional(),
      availableReplicas: z.number().optional(),
      unavailableReplicas: z.number().optional(),
      conditions: z.array(condition).optional(),
    })
    .default({}),
});

export const replicaSetSchema = z.looseObject({
  ...base,
  spec: z.looseObject({ replicas: z.number().int().min(0).default(1), selector, template: podTemplate }),
  status: z
    .looseObject({
      observedGeneration: z.number().optional(),
      replicas: z.number().default(0),
      fullyLabeledReplicas: z.number().optional(),
      readyReplicas: z.number().optional(),
      availableReplicas: z.number().optional(),
    })
    .prefault({}),
});

export const nodeSchema = z.looseObject({
  ...base,
  spec: z
    .looseObject({ taints: z.array(z.looseObject({ key: z.string(), effect: z.string() })).optional() })
    .default({}),
  status: z
    .looseObject({
      conditions: z.array(condition).optional(),
      capacity: strings.optional(),
      allocatable: strings.optional(),
    })
    .default({}),
});

export const eventSchema = z.looseObject({
  ...base,
  involvedObject: z.looseObject({
    kind: z.string().optional(),
    namespace: z.string().optional(),
    name: z.string().optional(),
    uid: z.string().optional(),
  }),
  type: z.string().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  count: z.number().optional(),
  firstTimestamp: z.string().nullish(),
  lastTimestamp: z.string().nullish(),
  source: z.looseObject({ component: z.string().optional(), host: z.string().optional() }).optional(),
});

export const configMapSchema = z.looseObject({ ...base, data: strings.optional() });
export const namespaceSchema = z.looseObject({
  ...base,
  status: z.looseObject({ phase: z.string().optional() }).default({ phase: 'Active' }),
});
export const serviceSchema = z.looseObject({
  ...base,
  spec: z.looseObject({ selector: strings.optional() }),
});

export const leaseSchema = z.looseObject({
  ...base,
  spec: z
    .looseObject({
      holderIdentity: z.string().optional(),
      leaseDurationSeconds: z.number().int().optional(),
      acquireTime: z.string().nullish(),
      renewTime: z.string().nullish(),
      leaseTransitions: z.number().int().optional(),
    })
    .default({}),
});

export type ObjectMeta = z.infer<typeof metadata>;
export type Condition = z.infer<typeof condition>;
export type ContainerStatus = z.infer<typeof containerStatus>;
export type PodTemplate = z.infer<typeof podTemplate>;
export type LabelSelector = z.infer<typeof selector>;
export type Pod = z.infer<typeof podSchema>;
export type Deployment = z.infer<typeof deploymentSchema>;
export type ReplicaSet = z.infer<typeof replicaSetSchema>;
export type Node = z.infer<typeof nodeSchema>;
export type Event = z.infer<typeof eventSchema>;
export type ConfigMap = z.infer<typeof configMapSchema>;
export type NetworkPolicy = z.infer<typeof networkPolicySchema>;
export type Lease = z.infer<typeof leaseSchema>;
export type Namespace = z.infer<typeof namespaceSchema>;
export type Service = z.infer<typeof serviceSchema>;

/** What the API server knows of an object whose kind does not matter. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** Kubernetes' time stamps have whole seconds. */
export function timestamp(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

/** `conditions` with the given one set; its transition time moves only when its status does. */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  next: Omit<Condition, 'lastTransitionTime'> & { type: string; status: Condition['status'] },
  atMs: number,
): Condition[] {
  const previous = conditions?.find((candidate) => candidate.type === next.type);
  const unchanged = previous?.status === next.status;
  const settled: Condition = {
    ...next,
    lastTransitionTime: unchanged ? previous.lastTransitionTime : timestamp(atMs),
  };
  return [...(conditions ?? []).filter((candidate) => candidate.type !== next.type), settled];
}
