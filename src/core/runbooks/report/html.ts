import { journalHtml } from '../../kernel/report-journal.ts';
import { escapeHtml, facts, pageHtml, table } from '../../kernel/report-page.ts';
import { durationWords } from '../../kernel/report-words.ts';
import type { ReportedStep, RunReport } from './report.ts';

/** The report of a run as such a page. */
export function reportHtml(report: RunReport): string {
  const e = escapeHtml;
  const parameters = Object.entries(report.parameters);
  return pageHtml(
    `${report.title}, ${report.startedAt}`,
    `<h1>${e(report.title)}</h1>
<p><span class="status">${e(report.status)}</span>${report.why === null ? '' : `: ${e(report.why)}`}</p>
${facts([
  ['Runbook', report.runbook],
  ['Run', report.runId],
  ['Definition (SHA-256)', report.definitionHash],
  ['Started', `${report.startedAt}, by ${report.startedBy}`],
  ['Ended', report.endedAt ?? 'not yet'],
  ['Took', durationWords(report.startedAt, report.endedAt)],
  ['Changes', report.agreement === 'given' ? 'agreed to at the start' : 'agreed to one by one'],
])}
<h2>Parameters</h2>
${parameters.length === 0 ? '<p>None.</p>' : facts(parameters.map(([name, value]) => [name, textOf(value)]))}
<h2>Steps</h2>
${report.steps.map(stepHtml).join('\n')}
<h2>Answers</h2>
${
  report.answers.length === 0
    ? '<p>Nobody was asked, or nobody has answered.</p>'
    : table(
        ['When', 'Who', 'Step', 'Answer', 'Note', 'Entry'],
        report.answers.map((it) => [it.at, it.by, it.step, it.choice, it.note, String(it.entry)]),
      )
}
${journalHtml(report)}`,
  );
}

function stepHtml({
  title,
  id,
  action,
  status,
  attempts,
  words,
  startedAt,
  endedAt,
  lines,
  output,
  evidence,
}: ReportedStep) {
  const e = escapeHtml;
  const when =
    startedAt === null
      ? 'not begun'
      : `${startedAt} to ${endedAt ?? 'now'}, ${durationWords(startedAt, endedAt)}`;
  const tries = attempts > 1 ? `, ${attempts} attempts` : '';
  return `<section class="step ${e(status)}">
<h3>${e(title)}</h3>
<p class="meta"><code>${e(id)}</code> (${e(action)}): ${e(when)}${tries}</p>
<p><span class="status">${e(status)}</span>${words === null ? '' : `: ${e(words)}`}</p>
${lines === null ? '' : linesHtml(lines)}
${output === null ? '' : outputHtml(output, lines !== null)}
${evidence === null ? '' : `<p class="meta">Evidence</p><pre>${e(textOf(evidence))}</pre>`}
</section>`;
}

/** The guides' marks, as signs that every printer has. */
const SIGNS: Readonly<Record<string, string>> = {
  '✅': '<span class="mark pass">✓</span>',
  '❌': '<span class="mark fail">✗</span>',
  '❔': '<span class="mark cannot-tell">?</span>',
};

function linesHtml({ shown, total }: NonNullable<ReportedStep['lines']>): string {
  const items = shown.map((line) => {
    const [, mark = '', rest = line] = /^(✅|❌|❔) ?(.*)$/su.exec(line) ?? [];
    return `<li>${SIGNS[mark] ?? ''}${escapeHtml(rest)}</li>`;
  });
  const more = total > shown.length ? `<p class="meta">And ${total - shown.length} more lines.</p>` : '';
  return `<ul class="lines">${items.join('\n')}</ul>${more}`;
}

/** What is told in lines already is folded away, on paper too. */
function outputHtml({ text, bytes, isCut }: NonNullable<ReportedStep['output']>, isTold: boolean): string {
  const all = `<pre>${escapeHtml(text)}</pre>${isCut ? `<p class="meta">Cut: it has ${bytes} bytes.</p>` : ''}`;
  return isTold
    ? `<details><summary>All that it gave</summary>${all}</details>`
    : `<p class="meta">Output</p>${all}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
