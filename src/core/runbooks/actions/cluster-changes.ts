import { stringify } from 'yaml';
import type { ClusterOperations } from '../../cluster/operations/index.ts';
import { fieldAt, recordAt } from '../../connect/kubernetes/fields.ts';
import type { Door } from '../../operate/door.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { doneByTheDoor } from './done-by-the-door.ts';
import type { Places } from './places.ts';

/** The operations on the cluster, by the names that runbooks use for what they are done to. */
export function clusterChanges(options: {
  operations: ClusterOperations;
  door: Door;
  places: Places;
}): ActionKind[] {
  const { operations, door, places } = options;
  const { restart, scale, undo, applyConfigMap } = operations;
  const of = (it: { deployment: string; namespace?: string | undefined }) => places.deployment(it);
  return [
    doneByTheDoor(door, restart, 'cluster.restart', async (input) => of(input)),
    doneByTheDoor(door, scale, 'cluster.scale', async ({ replicas, ...input }) => ({
      ...of(input),
      replicas,
      orAlready: true,
    })),
    doneByTheDoor(door, undo, 'cluster.undo', async ({ revision, ...input }) => ({
      ...of(input),
      ...(revision === undefined ? {} : { revision }),
    })),
    doneByTheDoor(door, applyConfigMap, 'cluster.configmap.apply', async ({ set, ...input }, { signal }) => {
      const map = places.configMap(input);
      // All of it, so that nothing is taken for removed.
      const { object } = await operations.configMap(map, 'restorable', signal);
      const data = { ...recordAt(object, 'data'), ...set };
      const keys = Object.keys(set).join(', ');
      // Read by the rules of YAML 1.1, in which `off` without quotes is no text.
      const whole = { ...object, metadata: fieldAt(object, 'metadata'), data };
      const manifest = stringify(whole, { version: '1.1' });
      return { ...map, manifest, source: `the runbook, for ${keys},` };
    }),
  ];
}
