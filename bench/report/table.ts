import { timesPeer, type Unit } from '../benchmark.ts';
import type { MeasuredFigure } from '../runner.ts';
import type { Summary } from '../statistics.ts';

const HEADINGS = ['FIGURE', 'OURS', 'PEER', 'BESIDE', 'RATIO', 'LIMIT', ''] as const;
/** Columns of figures stand to the right, so that they can be compared at a glance. */
const TO_THE_RIGHT: ReadonlySet<number> = new Set([1, 2, 4, 5]);

/** The figures as lines for a terminal: median (least to most); a further peer has a line of its own. */
export function formatTable(figures: readonly MeasuredFigure[]): string[] {
  const rows: string[][] = [[...HEADINGS], ...figures.flatMap(rowsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return TO_THE_RIGHT.has(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

function rowsOf({ figure, ours, peers, ratio, limit, kept }: MeasuredFigure): string[][] {
  const { unit, statistic = 'median' } = figure;
  const cell = (summary: Summary) =>
    statistic !== 'median' || summary.samples.length === 1
      ? amount(summary[statistic], unit)
      : `${amount(summary[statistic], unit)} (${amount(summary.min)}–${amount(summary.max)})`;
  const [first, ...others] = peers;
  return [
    [
      figure.title,
      cell(ours),
      first ? cell(first.summary) : '',
      first?.name ?? '',
      ratio === null ? '' : `${ratio.toFixed(2)}×`,
      limitOf(figure, limit),
      kept === null ? '' : kept ? 'kept' : 'MISSED',
    ],
    ...others.map(({ name, summary }) => ['', '', cell(summary), name, '', '', '']),
  ];
}

function limitOf(figure: MeasuredFigure['figure'], limit: number | null): string {
  const times = timesPeer(figure);
  const sign = figure.moreIsBetter ? '>' : '<';
  if (times !== null) return times === 1 ? `${sign} peer` : `${sign} ${Number(times.toFixed(2))}× peer`;
  return limit === null ? '' : `${sign} ${amount(limit, figure.unit)}`;
}

function amount(value: number, unit?: Unit): string {
  const digits = value < 10 ? 1 : 0;
  return `${value.toFixed(digits)}${unit === undefined ? '' : ` ${unit}`}`;
}
