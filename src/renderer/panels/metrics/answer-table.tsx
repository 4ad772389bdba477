import { useMemo } from 'react';
import type { InstantAnswer } from '../../../contract/metrics.ts';
import { readValue } from '../../charts/value-scale.ts';
import { Age, Moment } from '../../marks/age.tsx';
import { DataGrid, type TableColumn } from '../../tables/index.ts';
import styles from './answer-table.module.css';
import { differingLabels, seriesText } from './series-names.ts';

interface Row {
  key: string;
  labels: Readonly<Record<string, string>>;
  value: number | string;
  /** When it was measured, or what it was calculated of. */
  at: string | null;
  /** Of a range: how many values there are. */
  count: number | null;
}

interface AnswerTableProps {
  answer: InstantAnswer;
  /** What is shown is from before. */
  dimmed: boolean;
  /** A row was opened. */
  onOpen: (labels: Readonly<Record<string, string>>) => void;
}

/** More labels than this stand together in the last column. */
const MOST_LABELS = 5;

/** Expressions at one moment: a row for each series. */
export function AnswerTable({ answer, dimmed, onOpen }: AnswerTableProps) {
  const rows = useMemo(() => rowsOf(answer), [answer]);
  const { columns, common } = useMemo(() => columnsOf(answer), [answer]);
  if (answer.text !== null) {
    return (
      <div className={styles.single}>
        <code>{JSON.stringify(answer.text)}</code>
      </div>
    );
  }
  return (
    <div className={styles.answer}>
      {common !== '' && (
        <p className={styles.common}>
          all: <code>{common}</code>
        </p>
      )}
      <DataGrid
        label="Series"
        rows={rows}
        columns={columns}
        keyOf={(row) => row.key}
        levelOf={() => 'good'}
        initialSort={{ column: 'value', descending: true }}
        nameColumn={columns[0]?.id ?? 'value'}
        openKey={null}
        onOpen={(key) => {
          const row = rows.find((candidate) => candidate.key === key);
          if (row) onOpen(row.labels);
        }}
        dimmed={dimmed}
        empty={null}
      />
    </div>
  );
}

function rowsOf({ items, newestAt }: InstantAnswer): Row[] {
  return items.map(({ labels, value, at, points }, index) => ({
    key: String(index),
    labels,
    value: value ?? points.at(-1)?.[1] ?? 'NaN',
    at: at ?? newestAt,
    count: value === null ? points.length : null,
  }));
}

function columnsOf({ items }: InstantAnswer): { columns: TableColumn<Row>[]; common: string } {
  const all = items.map(({ labels }) => labels);
  const differing = differingLabels(all);
  const shown = differing.length > MOST_LABELS + 1 ? differing.slice(0, MOST_LABELS) : differing;
  const others = differing.slice(shown.length);
  const shared = Object.entries(all[0] ?? {}).filter(([label]) => !differing.includes(label));
  const columns: TableColumn<Row>[] = [
    ...shown.map((label) => labelColumn(label)),
    ...(others.length === 0 ? [] : [otherLabels(others)]),
    {
      id: 'value',
      header: 'Value',
      width: '150px',
      align: 'end',
      descendingFirst: true,
      sortBy: ({ value }) => (typeof value === 'number' ? value : orderOf(value)),
      cell: ({ value, count }) => (
        <span title={String(value)}>
          <strong>{typeof value === 'number' ? readValue(value) : value}</strong>
          {count !== null && <span className={styles.count}> last of {count}</span>}
        </span>
      ),
    },
    {
      id: 'time',
      header: 'Time',
      explanation: 'When it was measured; of what is calculated, the newest measurement behind it',
      width: '120px',
      align: 'end',
      sortBy: ({ at }) => at ?? '',
      cell: ({ at }) => (at === null ? '–' : <Moment at={at} />),
    },
    { id: 'age', header: 'Age', width: '70px', align: 'end', sortBy: ({ at }) => at ?? '', cell: AgeCell },
  ];
  return { columns, common: shared.length === 0 ? '' : seriesText(Object.fromEntries(shared)) };
}

function AgeCell({ at }: Row) {
  return at === null ? '–' : <Age at={at} />;
}

function labelColumn(label: string): TableColumn<Row> {
  return {
    id: `label ${label}`,
    header: label === '__name__' ? 'metric' : label,
    width: label === '__name__' ? '2fr' : '1fr',
    sortBy: ({ labels }) => labels[label] ?? '',
    cell: ({ labels }) => <span title={labels[label]}>{labels[label] ?? ''}</span>,
  };
}

function otherLabels(names: readonly string[]): TableColumn<Row> {
  const textOf = ({ labels }: Row) =>
    names
      .flatMap((name) => (labels[name] === undefined ? [] : [`${name}=${JSON.stringify(labels[name])}`]))
      .join(', ');
  return {
    id: 'others',
    header: 'other labels',
    width: '2fr',
    sortBy: textOf,
    cell: (row) => <span title={textOf(row)}>{textOf(row)}</span>,
  };
}

function orderOf(word: string): number {
  return word === '+Inf' ? Number.MAX_VALUE : -Number.MAX_VALUE;
}
