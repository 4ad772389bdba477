import { z } from 'zod';
import { name } from './parts.ts';

const objectName = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
    'must be the name of an object: lower-case letters, digits, "-" and "."',
  );

const capacitySchema = z
  .strictObject({
    deployment: objectName
      .optional()
      .describe('whose ready replicas take the share; default that of the service mlops-manager'),
    requestsPerSecond: z.number().positive().optional().describe('that one replica can take'),
    replicas: z.int().min(1).max(150_000).optional().describe('that all of the traffic takes'),
    rate: name
      .optional()
      .describe('PromQL of all requests a second; default sum(rate(acgs_http_requests_total[5m]))'),
  })
  .refine(({ requestsPerSecond, replicas }) => requestsPerSecond !== undefined || replicas !== undefined, {
    error: 'must say requestsPerSecond of one replica, or the replicas that all of the traffic takes',
  });

const observedShareSchema = z.strictObject({
  expression: name.describe(
    'PromQL of the percent of all traffic, 0 to 100, that was seen to go to the target',
  ),
  requests: name.optional().describe('PromQL of how many requests that is of'),
  leastRequests: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('of fewer it says nothing, where requests counts them; default 100'),
  tolerance: z.number().min(0).max(50).optional().describe('percentage points it may be off; default 2'),
});

const common = {
  namespace: objectName.optional().describe('of the object; default that of the cluster'),
  capacity: capacitySchema.optional().describe('what the replicas of the MLOps features can take'),
  observedShare: observedShareSchema
    .optional()
    .describe('how metrics verify the share; left out: it is not verified by metrics'),
};

/** What moves the share of traffic that uses the MLOps features, and how much of it can be taken. */
export const rolloutsSchema = z.discriminatedUnion('driver', [
  z.strictObject({
    driver: z
      .literal('configmap')
      .optional()
      .describe('default: cluster.configMap and a restart of its reader'),
    ...{ capacity: common.capacity, observedShare: common.observedShare },
  }),
  z.strictObject({
    driver: z.literal('nginx').describe('the weight of a canary ingress of ingress-nginx'),
    ...common,
    name: objectName.describe('the ingress with the annotation canary: "true"'),
  }),
  z.strictObject({
    driver: z.literal('gateway').describe('the weights of an HTTPRoute of the Gateway API'),
    ...common,
    name: objectName.describe('the HTTPRoute'),
    target: objectName.describe('the service that gets the share; the other one of its rule gets the rest'),
  }),
  z.strictObject({
    driver: z.literal('istio').describe('the weights of a VirtualService of Istio'),
    ...common,
    name: objectName.describe('the VirtualService'),
    target: objectName.describe('the host that gets the share; the other destination gets the rest'),
    subset: objectName.optional().describe('of that host, where both destinations have the same'),
  }),
  z.strictObject({
    driver: z.literal('argo').describe('the steps of a Rollout of Argo Rollouts'),
    ...common,
    name: objectName.describe('the Rollout'),
  }),
]);
