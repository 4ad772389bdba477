/** Characters that mean something in Markdown or in the HTML within it. */
const MEANS_SOMETHING = /[\\`*_{}[\]<>()#!|~&]/g;

/** One line in which nothing means anything but itself. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').replace(MEANS_SOMETHING, '\\$&');
}

/** As lines of a table; nothing in a cell means anything but itself. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [line(heads), `| ${heads.map(() => '---').join(' | ')} |`, ...rows.map(line)];
}
