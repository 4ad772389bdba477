import type { ClusterOperations } from '../../cluster/operations/index.ts';
import type { Door } from '../../operate/door.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { clusterChanges } from './cluster-changes.ts';
import { clusterLooks } from './cluster-looks.ts';
import { peopleActions } from './people.ts';
import type { Places } from './places.ts';
import { timeActions } from './time.ts';

/** Every action that exists, by its name. */
export function createActions(options: {
  operations: ClusterOperations;
  door: Door;
  places: Places;
}): ReadonlyMap<string, ActionKind> {
  const all = [...peopleActions(), ...timeActions(), ...clusterChanges(options), ...clusterLooks(options)];
  return new Map(all.map((action) => [action.name, action]));
}
