import type { DeploymentView, EventView, NodeView, PodView } from '../../../contract/cluster.ts';
import { compareValues, levelRank } from '../../tables/index.ts';

/** Events about a deployment are also those of its ReplicaSets and pods. */
export function eventsOfDeployment(
  events: readonly EventView[],
  deployment: DeploymentView,
  pods: readonly PodView[],
): EventView[] {
  const podNames = new Set(pods.map((pod) => `Pod/${pod.name}`));
  const replicaSet = `ReplicaSet/${deployment.name}-`;
  return newestFirst(
    events.filter(
      (event) =>
        event.namespace === deployment.namespace &&
        (event.object === `Deployment/${deployment.name}` ||
          podNames.has(event.object) ||
          isGenerated(event.object, replicaSet)),
    ),
  );
}

export function eventsOfPod(events: readonly EventView[], pod: PodView): EventView[] {
  return newestFirst(
    events.filter((event) => event.namespace === pod.namespace && event.object === `Pod/${pod.name}`),
  );
}

export function eventsOfNode(events: readonly EventView[], node: NodeView): EventView[] {
  return newestFirst(events.filter((event) => event.object === `Node/${node.name}`));
}

export function podsOfDeployment(pods: readonly PodView[], deployment: DeploymentView): PodView[] {
  return worstFirst(
    pods.filter((pod) => pod.namespace === deployment.namespace && pod.owner === deployment.name),
  );
}

export function podsOfNode(pods: readonly PodView[], node: NodeView): PodView[] {
  return worstFirst(pods.filter((pod) => pod.node === node.name));
}

/** A generated name is the prefix and one more word: `auth-` must not take `auth-proxy-7d9f` for its own. */
function isGenerated(object: string, prefix: string): boolean {
  return object.startsWith(prefix) && !object.slice(prefix.length).includes('-');
}

function worstFirst(pods: PodView[]): PodView[] {
  return pods.sort((a, b) => levelRank(a.level) - levelRank(b.level) || compareValues(a.name, b.name));
}

function newestFirst(events: EventView[]): EventView[] {
  return events.sort((a, b) => (b.lastSeenAt ?? '').localeCompare(a.lastSeenAt ?? ''));
}
