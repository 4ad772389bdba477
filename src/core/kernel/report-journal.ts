import { escapeMarkdown, markdownTable } from './markdown.ts';
import { escapeHtml, table } from './report-page.ts';
import { coveredWords } from './report-words.ts';

interface Row {
  index: number;
  at: string;
  actor: string;
  summary: string;
  leafHash: string;
}

/** What every report ends with: the entries that it can be checked against, and how far they are signed. */
interface Reported {
  journal: Omit<Parameters<typeof coveredWords>[0]['journal'], 'entries'> & { entries: readonly Row[] };
  generatedAt: string;
}

const HEADS = ['Entry', 'When', 'Who', 'What', 'Hash'];

function rowsOf({ journal }: Reported): string[][] {
  return journal.entries.map((it) => [String(it.index), it.at, it.actor, it.summary, it.leafHash]);
}

/** Its lines, with the last of the report. */
export function journalMarkdown(report: Reported): string[] {
  return [
    ...['## Journal', '', escapeMarkdown(coveredWords(report)), ''],
    ...markdownTable(HEADS, rowsOf(report)),
    ...['', `Written ${escapeMarkdown(report.generatedAt)}`, ''],
  ];
}

export function journalHtml(report: Reported): string {
  return `<section class="journal">
<h2>Journal</h2>
<p>${escapeHtml(coveredWords(report))}</p>
${table(HEADS, rowsOf(report))}
</section>
<p class="meta">Written ${escapeHtml(report.generatedAt)}</p>`;
}
