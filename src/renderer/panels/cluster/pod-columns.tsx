import type { PodView } from '../../../contract/cluster.ts';
import { formatBytes, grouped } from '../../format/number.ts';
import { naturalKey, type TableColumn } from '../../tables/index.ts';
import { AgeCell, FigureCell, NameCell, OfCell, StateCell, TextCell } from './cells.tsx';
import { formatCores } from './cores.ts';
import { namespaceColumn, roomFrom, startOf, worstFirst } from './shared-columns.tsx';
import { podState } from './state-words.ts';

export function podColumns(several: boolean): readonly TableColumn<PodView>[] {
  return [
    {
      id: 'name',
      header: 'Pod',
      width: 'minmax(290px, 1fr)',
      sortBy: (pod) => pod.name,
      cell: (pod) => <NameCell name={pod.name} />,
    },
    ...(several ? [namespaceColumn] : []),
    {
      id: 'status',
      header: 'State',
      width: '164px',
      sortBy: (pod) => worstFirst(pod.level, pod.status),
      cell: (pod) => <StateCell level={pod.level} state={podState(pod)} reason={pod.reason} />,
    },
    {
      id: 'reason',
      header: 'Why',
      width: 'minmax(0, 1.5fr)',
      fromTableWidth: 1200,
      sortBy: (pod) => pod.reason,
      cell: (pod) => <TextCell text={pod.reason ?? ''} />,
    },
    {
      id: 'ready',
      header: 'Ready',
      explanation: 'Containers that are ready, of all containers',
      width: '72px',
      align: 'end',
      sortBy: (pod) => pod.ready / Math.max(1, pod.containers),
      cell: (pod) => <OfCell have={pod.ready} want={pod.containers} />,
    },
    {
      id: 'restarts',
      header: 'Restarts',
      width: '78px',
      ...roomFrom(620, several),
      align: 'end',
      descendingFirst: true,
      sortBy: (pod) => pod.restarts,
      cell: (pod) => <FigureCell text={grouped(pod.restarts)} />,
    },
    {
      id: 'cpu',
      header: 'CPU',
      explanation: 'Cores in use (m: thousandths)',
      width: '76px',
      align: 'end',
      descendingFirst: true,
      ...roomFrom(856, several),
      sortBy: (pod) => pod.cpuCores,
      cell: (pod) => <FigureCell text={pod.cpuCores === null ? null : formatCores(pod.cpuCores)} />,
    },
    {
      id: 'memory',
      header: 'Memory',
      width: '88px',
      ...roomFrom(780, several),
      align: 'end',
      descendingFirst: true,
      sortBy: (pod) => pod.memoryBytes,
      cell: (pod) => <FigureCell text={pod.memoryBytes === null ? null : formatBytes(pod.memoryBytes)} />,
    },
    {
      id: 'node',
      header: 'Node',
      width: '116px',
      fromTableWidth: 1040,
      sortBy: (pod) => naturalKey(pod.node),
      cell: (pod) => <TextCell text={pod.node} />,
    },
    {
      id: 'age',
      header: 'Age',
      width: '68px',
      ...roomFrom(690, several),
      align: 'end',
      sortBy: startOf,
      cell: (pod) => <AgeCell at={pod.createdAt} />,
    },
  ];
}
