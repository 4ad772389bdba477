import type { ControlCenter } from '../control-center.ts';
import type { Telling } from './told.ts';

export function clusterRoutes({ os, told }: Telling, { cluster }: ControlCenter) {
  return {
    info: os.cluster.info.handler(() => cluster.info()),
    pods: os.cluster.pods.handler(({ input, signal }) => told(cluster.frames('pods', { ...input, signal }))),
    deployments: os.cluster.deployments.handler(({ input, signal }) =>
      told(cluster.frames('deployments', { ...input, signal })),
    ),
    nodes: os.cluster.nodes.handler(({ input, signal }) =>
      told(cluster.frames('nodes', { ...input, namespaces: 'all', signal })),
    ),
    events: os.cluster.events.handler(({ input, signal }) =>
      told(cluster.frames('events', { ...input, signal })),
    ),
    configMaps: os.cluster.configMaps.handler(({ input, signal }) =>
      told(cluster.frames('configMaps', { ...input, signal })),
    ),
    contexts: os.cluster.contexts.handler(() => cluster.contexts()),
    namespaces: os.cluster.namespaces.handler(({ input, signal }) =>
      cluster.namespaces({ ...input, signal }),
    ),
    logs: os.cluster.logs.handler(({ input, signal }) =>
      told(cluster.logs.frames({ ...input, sinceMs: null, follow: !input.previous }, signal)),
    ),
    readOn: os.cluster.readOn.handler(({ input }) => cluster.logs.readOn(input.stream)),
    logContainers: os.cluster.logContainers.handler(({ input, signal }) =>
      cluster.logs.containers(input, signal),
    ),
  };
}
