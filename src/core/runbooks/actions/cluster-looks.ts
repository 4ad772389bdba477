import type { ClusterOperations } from '../../cluster/operations/index.ts';
import { recordAt } from '../../connect/kubernetes/fields.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { configMapInput } from './inputs.ts';
import { lookAction } from './look-action.ts';
import type { Places } from './places.ts';

/** What runbooks look at in the cluster. */
export function clusterLooks(options: { operations: ClusterOperations; places: Places }): ActionKind[] {
  const { operations, places } = options;
  return [
    lookAction({
      name: 'cluster.configmap.get',
      title: 'Read a config map',
      input: configMapInput,
      async look(input, { signal }) {
        const map = places.configMap(input);
        const { object, yaml } = await operations.configMap(map, 'restorable', signal);
        const data = Object.fromEntries(
          Object.entries(recordAt(object, 'data')).map(([key, value]) => [key, String(value)]),
        );
        const words = `config map ${map.namespace}/${map.name} has ${Object.keys(data).length} keys`;
        return { end: 'done', words, output: { yaml, data } };
      },
    }),
  ];
}
