import type { EventView } from '../../../contract/cluster.ts';
import { grouped } from '../../format/number.ts';
import type { TableColumn } from '../../tables/index.ts';
import { AgeCell, FigureCell, NameCell, StateCell, TextCell } from './cells.tsx';
import { namespaceColumn, worstFirst } from './shared-columns.tsx';

export function eventColumns(several: boolean): readonly TableColumn<EventView>[] {
  return [
    {
      id: 'seen',
      header: 'Last seen',
      width: '88px',
      align: 'end',
      descendingFirst: true,
      sortBy: (event) => (event.lastSeenAt === null ? null : Date.parse(event.lastSeenAt)),
      cell: (event) => <AgeCell at={event.lastSeenAt} />,
    },
    {
      id: 'reason',
      header: 'What',
      width: '210px',
      sortBy: (event) => worstFirst(event.level, event.reason),
      cell: (event) => <StateCell level={event.level} state={event.reason} reason={event.type} />,
    },
    ...(several ? [namespaceColumn] : []),
    {
      id: 'object',
      header: 'Object',
      width: 'minmax(0, 0.9fr)',
      sortBy: (event) => event.object,
      cell: (event) => <NameCell name={event.object} />,
    },
    {
      id: 'message',
      header: 'Message',
      width: 'minmax(0, 1.3fr)',
      sortBy: (event) => event.message,
      cell: (event) => <TextCell text={event.message} />,
    },
    {
      id: 'count',
      header: 'Times',
      width: '66px',
      align: 'end',
      descendingFirst: true,
      sortBy: (event) => event.count,
      cell: (event) => <FigureCell text={grouped(event.count)} />,
    },
  ];
}
