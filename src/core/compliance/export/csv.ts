import type { Assessment, Evidence } from '../assessment.ts';

const COLUMNS = [
  ...['assessment', 'mode', 'checked_at', 'score_target'],
  ...['part', 'part_weight', 'part_target', 'part_good'],
  ...['item', 'item_title', 'item_weight', 'item_counts', 'item_says'],
  ...['source', 'expected', 'observed', 'value', 'count', 'observed_at', 'says', 'changed_by', 'changed_at'],
] as const;

type Cell = string | number | null;

/**
 * One row for each piece of evidence (RFC 4180, CR LF). Items without evidence and parts without items have a row of
 * their own, whose further columns are empty, so that every figure can be counted from the rows alone.
 */
export function csvOf({ id, mode, checkedAt, score, parts }: Assessment): string {
  const rows: Cell[][] = [[...COLUMNS]];
  for (const part of parts) {
    const about = [id, mode, checkedAt, score.target, part.id, part.weight, part.target, part.good];
    if (part.items.length === 0) rows.push(about);
    for (const item of part.items) {
      const one = [...about, item.id, item.title, item.weight, item.counts, item.says];
      if (item.evidence.length === 0) rows.push(one);
      for (const evidence of item.evidence) rows.push([...one, ...cellsOf(evidence)]);
    }
  }
  const lines = rows.map((row) => COLUMNS.map((_, place) => cell(row[place] ?? null)).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function cellsOf(evidence: Evidence): Cell[] {
  const { source, expected, observed, value, count, observedAt, says, changedBy } = evidence;
  return [
    ...[source, expected, observed, value, count],
    ...[observedAt, says, changedBy?.who ?? null, changedBy?.at ?? null],
  ];
}

/** A text that a spreadsheet would calculate gets an apostrophe before it: it may come from anybody. */
function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
