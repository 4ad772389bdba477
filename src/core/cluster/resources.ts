import {
  type ConfigMapRow,
  type DeploymentRow,
  type EventRow,
  type NodeRow,
  type PodRow,
  projectConfigMap,
  projectDeployment,
  projectEvent,
  projectNode,
  projectPod,
} from '../observe/cluster-rows.ts';

export type ClusterKind = 'pods' | 'deployments' | 'nodes' | 'events' | 'configMaps';

export interface RowOf {
  pods: PodRow;
  deployments: DeploymentRow;
  nodes: NodeRow;
  events: EventRow;
  configMaps: ConfigMapRow;
}

/** Where a kind lives in the API and what is kept of it; a null namespace means all of them. */
export const RESOURCES: {
  [Kind in ClusterKind]: {
    path: (namespace: string | null) => string;
    project: (object: unknown) => RowOf[Kind] | undefined;
  };
} = {
  pods: { path: (namespace) => `/api/v1${within(namespace)}/pods`, project: projectPod },
  deployments: {
    path: (namespace) => `/apis/apps/v1${within(namespace)}/deployments`,
    project: projectDeployment,
  },
  nodes: { path: () => '/api/v1/nodes', project: projectNode },
  events: { path: (namespace) => `/api/v1${within(namespace)}/events`, project: projectEvent },
  configMaps: {
    path: (namespace) => `/api/v1${within(namespace)}/configmaps`,
    project: projectConfigMap,
  },
};

function within(namespace: string | null): string {
  return namespace === null ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
}
