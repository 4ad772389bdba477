import { useMemo } from 'react';
import type { ClusterKind } from '../../../contract/cluster.ts';
import type { Level } from '../../../contract/health.ts';
import type { SortBy, TableColumn } from '../../tables/index.ts';
import { configMapColumns } from './config-map-columns.tsx';
import { deploymentColumns } from './deployment-columns.tsx';
import { eventColumns } from './event-columns.tsx';
import type { RowOf } from './kinds.ts';
import { nodeColumns, type UsageLimits } from './node-columns.tsx';
import { podColumns } from './pod-columns.tsx';
import { configMapState, nodeState, podState } from './state-words.ts';

/** What makes one of the tables. */
export interface TableDescription<Row> {
  kind: ClusterKind;
  columns: readonly TableColumn<Row>[];
  nameColumn: string;
  initialSort: SortBy;
  keyOf: (row: Row) => string;
  levelOf: (row: Row) => Level;
  textOf: (row: Row) => string;
  stateOf: (row: Row) => string;
}

export type TableDescriptions = { [Kind in ClusterKind]: TableDescription<RowOf[Kind]> };

const WORST_FIRST: SortBy = { column: 'status', descending: false };
const BY_NAME: SortBy = { column: 'name', descending: false };
const NEWEST_FIRST: SortBy = { column: 'seen', descending: true };

const keyOf = (row: { key: string }) => row.key;
const levelOf = (row: { level: Level }) => row.level;

/** The tables; the same objects until the namespaces or the limits change. */
export function useTableDescriptions(several: boolean, { cpu, memory }: UsageLimits): TableDescriptions {
  return useMemo(
    () => ({
      pods: {
        kind: 'pods',
        columns: podColumns(several),
        nameColumn: 'name',
        initialSort: WORST_FIRST,
        keyOf,
        levelOf,
        textOf: (pod) => [pod.key, podState(pod), pod.status, pod.node, pod.owner, pod.reason].join(' '),
        stateOf: podState,
      },
      deployments: {
        kind: 'deployments',
        columns: deploymentColumns(several),
        nameColumn: 'name',
        initialSort: WORST_FIRST,
        keyOf,
        levelOf,
        textOf: ({ key, status, images, reason }) => [key, status, images, reason].join(' '),
        stateOf: (deployment) => deployment.status,
      },
      nodes: {
        kind: 'nodes',
        columns: nodeColumns({ cpu, memory }),
        nameColumn: 'name',
        initialSort: WORST_FIRST,
        keyOf,
        levelOf,
        textOf: ({ name, status, roles, version }) => [name, status, roles, version].join(' '),
        stateOf: nodeState,
      },
      events: {
        kind: 'events',
        columns: eventColumns(several),
        nameColumn: 'object',
        initialSort: NEWEST_FIRST,
        keyOf,
        levelOf,
        textOf: ({ namespace, object, reason, message, type }) =>
          [namespace, object, reason, message, type].join(' '),
        stateOf: (event) => event.type,
      },
      configMaps: {
        kind: 'configMaps',
        columns: configMapColumns(several),
        nameColumn: 'name',
        initialSort: BY_NAME,
        keyOf,
        levelOf,
        textOf: ({ key, keys, changedBy, hashes }) => [key, ...keys, changedBy, ...hashes].join(' '),
        stateOf: configMapState,
      },
    }),
    [several, cpu, memory],
  );
}
