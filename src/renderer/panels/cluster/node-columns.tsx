import type { NodeView } from '../../../contract/cluster.ts';
import { formatBytes, grouped } from '../../format/number.ts';
import { naturalKey, type TableColumn } from '../../tables/index.ts';
import { AgeCell, FigureCell, NameCell, StateCell, TextCell } from './cells.tsx';
import { formatCores } from './cores.ts';
import { startOf, worstFirst } from './shared-columns.tsx';
import { nodeState } from './state-words.ts';
import { UsageBar } from './usage-bar.tsx';

/** Shares of a node beyond which it is too full; the health board's gauges know them. */
export interface UsageLimits {
  cpu: number;
  memory: number;
}

export function nodeColumns(limits: UsageLimits): readonly TableColumn<NodeView>[] {
  return [
    {
      id: 'name',
      header: 'Node',
      width: 'minmax(0, 1fr)',
      sortBy: (node) => naturalKey(node.name),
      cell: (node) => <NameCell name={node.name} />,
    },
    {
      id: 'status',
      header: 'State',
      width: 'minmax(170px, 1fr)',
      sortBy: (node) => worstFirst(node.level, node.status),
      cell: (node) => <StateCell level={node.level} state={nodeState(node)} reason={node.reason} />,
    },
    {
      id: 'roles',
      header: 'Roles',
      width: '112px',
      sortBy: (node) => node.roles,
      cell: (node) => <TextCell text={node.roles} />,
    },
    {
      id: 'cpu',
      header: 'CPU',
      explanation: 'Used, of what pods may use; the mark is the limit',
      width: '152px',
      descendingFirst: true,
      sortBy: (node) => node.cpuShare,
      cell: (node) => <UsageBar share={node.cpuShare} limit={limits.cpu} title={cpuTitle(node)} />,
    },
    {
      id: 'memory',
      header: 'Memory',
      explanation: 'Used, of what pods may use; the mark is the limit',
      width: '152px',
      descendingFirst: true,
      sortBy: (node) => node.memoryShare,
      cell: (node) => <UsageBar share={node.memoryShare} limit={limits.memory} title={memoryTitle(node)} />,
    },
    {
      id: 'pods',
      header: 'Pods',
      width: '64px',
      align: 'end',
      descendingFirst: true,
      sortBy: (node) => node.pods,
      cell: (node) => <FigureCell text={grouped(node.pods)} />,
    },
    {
      id: 'version',
      header: 'Version',
      width: '92px',
      sortBy: (node) => naturalKey(node.version),
      cell: (node) => <TextCell text={node.version} />,
    },
    {
      id: 'age',
      header: 'Age',
      width: '68px',
      align: 'end',
      sortBy: startOf,
      cell: (node) => <AgeCell at={node.createdAt} />,
    },
  ];
}

export function cpuTitle(node: NodeView): string {
  const used = node.cpuCores === null ? 'unknown' : formatCores(node.cpuCores);
  return `${used} of ${node.cpuCapacity ?? 'unknown'} cores`;
}

export function memoryTitle(node: NodeView): string {
  const used = node.memoryBytes === null ? 'unknown' : formatBytes(node.memoryBytes);
  const capacity = node.memoryCapacityBytes === null ? 'unknown' : formatBytes(node.memoryCapacityBytes);
  return `${used} of ${capacity}`;
}
