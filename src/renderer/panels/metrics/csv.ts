import type { InstantAnswer, RangeAnswer } from '../../../contract/metrics.ts';

type Labels = Readonly<Record<string, string>>;

/** RFC 4180: a line for each value with its time, a column for each label. */
export function csvOfInstant({ items, at, text }: InstantAnswer): string {
  if (text !== null) return lines([['value'], [text]]);
  const labels = labelsOf(items);
  const rows = items.flatMap((item) =>
    item.value === null
      ? item.points.map(([time, value]) => [...cells(item.labels, labels), iso(time), String(value)])
      : [[...cells(item.labels, labels), item.at ?? at, String(item.value)]],
  );
  return lines([[...labels, 'time', 'value'], ...rows]);
}

export function csvOfRange({ items }: RangeAnswer): string {
  const labels = labelsOf(items);
  const rows = items.flatMap((item) =>
    item.points.map(([time, value]) => [...cells(item.labels, labels), iso(time), String(value)]),
  );
  return lines([[...labels, 'time', 'value'], ...rows]);
}

function labelsOf(items: readonly { labels: Labels }[]): string[] {
  return [...new Set(items.flatMap(({ labels }) => Object.keys(labels)))].sort();
}

function cells(labels: Labels, names: readonly string[]): string[] {
  return names.map((name) => labels[name] ?? '');
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function lines(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
