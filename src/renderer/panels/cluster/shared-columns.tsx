import type { Level } from '../../../contract/health.ts';
import { levelRank } from '../../tables/index.ts';
import { TextCell } from './cells.tsx';

/** Newest last when ascending: by age, the youngest has the latest start. */
export const startOf = (row: { createdAt: string | null }) =>
  row.createdAt === null ? null : -Date.parse(row.createdAt);

export const worstFirst = (level: Level, state: string) => `${levelRank(level)}${state}`;

export const namespaceColumn = {
  id: 'namespace',
  header: 'Namespace',
  width: '128px',
  sortBy: (row: { namespace: string }) => row.namespace,
  cell: (row: { namespace: string }) => <TextCell text={row.namespace} />,
};
