/** A column of a text table. */
export interface Column<Row> {
  title: string;
  cell(row: Row): string;
  align?: 'left' | 'right';
  /** May be cut, with an ellipsis, when the terminal is too narrow. */
  shrinks?: boolean;
}

const GAP = '   ';
const NARROWEST = 8;

/**
 * Aligned lines, titles first. With `columns`, the columns that may shrink share what is missing; into
 * a pipe nothing is cut. What comes from outside loses its control characters: a pod's message must
 * not be able to write over the terminal.
 *
 * @param tint colours a finished cell, after widths are settled
 */
export function formatTable<Row>(
  rows: readonly Row[],
  table: readonly Column<Row>[],
  options: { columns: number | undefined; tint?: (row: Row, title: string, text: string) => string },
): string[] {
  const cells = rows.map((row) => table.map((column) => printable(column.cell(row))));
  const widths = table.map((column, index) =>
    cells.reduce((widest, line) => Math.max(widest, widthOf(line[index] ?? '')), widthOf(column.title)),
  );
  if (options.columns !== undefined) shrink(widths, table, options.columns);
  const print = (line: readonly string[], tint: (text: string, title: string) => string) =>
    table
      .map((column, index) => {
        const text = cut(line[index] ?? '', widths[index] ?? 0);
        const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(text)));
        const tinted = tint(text, column.title);
        return column.align === 'right' ? padding + tinted : tinted + padding;
      })
      .join(GAP)
      .trimEnd();
  const { tint } = options;
  return [
    print(
      table.map((column) => column.title),
      (text) => text,
    ),
    ...rows.map((row, index) => print(cells[index] ?? [], (text, title) => tint?.(row, title, text) ?? text)),
  ];
}

/** One line without control characters. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
}

function shrink(widths: number[], table: readonly { shrinks?: boolean }[], columns: number): void {
  const total = () => widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
  while (total() > columns) {
    let widest = -1;
    for (const [index, column] of table.entries()) {
      const width = widths[index] ?? 0;
      if (column.shrinks && width > NARROWEST && width > (widths[widest] ?? 0)) widest = index;
    }
    const width = widths[widest];
    if (width === undefined) return;
    widths[widest] = width - 1;
  }
}

function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length > width ? `${characters.slice(0, Math.max(0, width - 1)).join('')}…` : text;
}

function widthOf(text: string): number {
  return [...text].length;
}
