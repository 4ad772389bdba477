import type { ConfigMapView } from '../../../contract/cluster.ts';
import { formatBytes, grouped } from '../../format/number.ts';
import type { TableColumn } from '../../tables/index.ts';
import { AgeCell, FigureCell, NameCell, StateCell, TextCell } from './cells.tsx';
import { namespaceColumn, roomFrom, startOf, worstFirst } from './shared-columns.tsx';
import { configMapState } from './state-words.ts';

export function configMapColumns(several: boolean): readonly TableColumn<ConfigMapView>[] {
  return [
    {
      id: 'name',
      header: 'Config map',
      width: 'minmax(220px, 1fr)',
      sortBy: (configMap) => configMap.name,
      cell: (configMap) => <NameCell name={configMap.name} />,
    },
    ...(several ? [namespaceColumn] : []),
    {
      id: 'status',
      header: 'Hash',
      explanation: 'Whether the constitutional hash in it is the profile’s',
      width: '148px',
      sortBy: (configMap) => worstFirst(configMap.level, configMap.hash),
      cell: (configMap) => (
        <StateCell
          level={configMap.level}
          state={configMapState(configMap)}
          reason={configMap.hashes.join(', ') || null}
        />
      ),
    },
    {
      id: 'keyCount',
      header: 'Keys',
      width: '60px',
      align: 'end',
      descendingFirst: true,
      sortBy: (configMap) => configMap.keyCount,
      cell: (configMap) => <FigureCell text={grouped(configMap.keyCount)} />,
    },
    {
      id: 'keys',
      header: 'Names of its keys',
      width: 'minmax(0, 1.4fr)',
      ...roomFrom(1000, several),
      sortBy: (configMap) => configMap.keys.join(' '),
      cell: (configMap) => <TextCell text={configMap.keys.join(', ')} />,
    },
    {
      id: 'bytes',
      header: 'Size',
      explanation: 'Of all its values together; at most 1 MiB',
      width: '84px',
      align: 'end',
      descendingFirst: true,
      sortBy: (configMap) => configMap.bytes,
      cell: (configMap) => <FigureCell text={formatBytes(configMap.bytes)} />,
    },
    {
      id: 'immutable',
      header: 'Fixed',
      explanation: 'Immutable: it can be deleted, not changed',
      width: '64px',
      ...roomFrom(800, several),
      sortBy: (configMap) => (configMap.immutable ? 0 : 1),
      cell: (configMap) => <TextCell text={configMap.immutable ? 'yes' : ''} />,
    },
    {
      id: 'changedBy',
      header: 'Written by',
      width: '190px',
      fromTableWidth: 1220,
      sortBy: (configMap) => configMap.changedBy,
      cell: (configMap) => <TextCell text={configMap.changedBy ?? ''} />,
    },
    {
      id: 'changed',
      header: 'Written',
      explanation: 'How long ago somebody wrote it',
      width: '80px',
      ...roomFrom(690, several),
      align: 'end',
      sortBy: ({ changedAt }) => (changedAt === null ? null : -Date.parse(changedAt)),
      cell: (configMap) => <AgeCell at={configMap.changedAt} />,
    },
    {
      id: 'age',
      header: 'Age',
      width: '68px',
      ...roomFrom(760, several),
      align: 'end',
      sortBy: startOf,
      cell: (configMap) => <AgeCell at={configMap.createdAt} />,
    },
  ];
}
