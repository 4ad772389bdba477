/** What is kept of the cluster's objects, and how it is read out of them. */
export { type ConfigMapRow, projectConfigMap } from './rows/config-map.ts';
export { type DeploymentRow, projectDeployment } from './rows/deployment.ts';
export { type EventRow, projectEvent } from './rows/event.ts';
export { type NodeRow, projectNode } from './rows/node.ts';
export { type PodRow, projectPod } from './rows/pod.ts';
