import type {
  ClusterKind,
  ConfigMapView,
  DeploymentView,
  EventView,
  NodeView,
  PodView,
  WatchState,
} from '../../../contract/cluster.ts';
import type { Level } from '../../../contract/health.ts';
import type { RowFrame } from '../../tables/index.ts';

/** The row of each kind of table. */
export interface RowOf {
  pods: PodView;
  deployments: DeploymentView;
  nodes: NodeView;
  events: EventView;
  configMaps: ConfigMapView;
}

/** What every row has, whatever it is of. */
export interface ListedRow {
  key: string;
  level: Level;
}

export type ClusterFrame<Row> = RowFrame<Row> & { state: WatchState };

export const KINDS: readonly ClusterKind[] = ['pods', 'deployments', 'nodes', 'events', 'configMaps'];

export const TITLES: Record<ClusterKind, string> = {
  pods: 'Pods',
  deployments: 'Deployments',
  nodes: 'Nodes',
  events: 'Events',
  configMaps: 'Config maps',
};

/** Nodes belong to no namespace. */
export function isNamespaced(kind: ClusterKind): boolean {
  return kind !== 'nodes';
}

export function kindNamed(name: string | null): ClusterKind {
  return KINDS.find((kind) => kind === name) ?? 'pods';
}
