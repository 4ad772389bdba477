import type { Level } from '../../../contract/health.ts';
import { levelRank } from '../../tables/index.ts';
import { TextCell } from './cells.tsx';

/** Newest last when ascending: by age, the youngest has the latest start. */
export const startOf = (row: { createdAt: string | null }) =>
  row.createdAt === null ? null : -Date.parse(row.createdAt);

export const worstFirst = (level: Level, state: string) => `${levelRank(level)}${state}`;

const NAMESPACE_WIDTH_PX = 128;

export const namespaceColumn = {
  id: 'namespace',
  header: 'Namespace',
  width: `${NAMESPACE_WIDTH_PX}px`,
  sortBy: (row: { namespace: string }) => row.namespace,
  cell: (row: { namespace: string }) => <TextCell text={row.namespace} />,
};

/** From which width of the table on a column has room, where the namespaces may need some of it. */
export const roomFrom = (tableWidthPx: number, several: boolean) => ({
  fromTableWidth: tableWidthPx + (several ? NAMESPACE_WIDTH_PX : 0),
});
