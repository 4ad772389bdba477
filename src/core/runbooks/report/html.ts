import type { ReportedStep, RunReport } from './report.ts';
import { coveredWords, durationWords } from './words.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Also without what turns or hides text: control characters and directions. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (one) =>
      one === '\n' || one === '\t' ? one : '�',
    )
    .replace(/[&<>"']/g, (one) => ESCAPES[one] ?? one);
}

/** Its own style is all it may load: it opens and prints the same anywhere, and runs nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE = `
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1.5rem; background: #fff; color: #1a1d21;
  font: 14px/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; border-bottom: 1px solid #c9ced6; padding-bottom: .25rem; }
h3 { margin: 0; font-size: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .75rem 0; }
dt { color: #565e69; } dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: .85rem; }
th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #e2e5ea; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
th { color: #565e69; font-weight: 500; white-space: nowrap; }
.step { margin: .75rem 0; padding: .6rem .8rem; border: 1px solid #c9ced6; border-left-width: 4px; border-radius: 4px; }
.succeeded { border-left-color: #1a7f37; } .failed, .unknown { border-left-color: #b3261e; }
.waiting, .running { border-left-color: #9a6700; }
.status { font-weight: 600; } p { margin: .25rem 0; } .meta { color: #565e69; font-size: .85rem; }
pre { margin: .4rem 0 0; padding: .5rem; background: #f4f5f7; font: 12px/1.45 ui-monospace, monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 12px ui-monospace, monospace; }
ul.lines { margin: .4rem 0; padding: 0; list-style: none; } ul.lines li { overflow-wrap: anywhere; break-inside: avoid; }
.mark { display: inline-block; width: 1.25rem; font-weight: 700; }
.pass { color: #1a7f37; } .fail { color: #b3261e; } .cannot-tell { color: #9a6700; }
summary { color: #565e69; font-size: .85rem; cursor: pointer; }
@page { margin: 16mm; }
@media print {
  body { margin: 0; max-width: none; padding: 0; font-size: 10.5pt; }
  h2 { break-after: avoid; } h3, .meta { break-after: avoid; } tr { break-inside: avoid; }
  thead { display: table-header-group; } .journal { break-before: page; }
}`;

/** One page without a script, that needs nothing beside it. */
export function reportHtml(report: RunReport): string {
  const e = escapeHtml;
  const parameters = Object.entries(report.parameters);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width">
<title>${e(report.title)}, ${e(report.startedAt)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${e(report.title)}</h1>
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
<section class="journal">
<h2>Journal</h2>
<p>${e(coveredWords(report))}</p>
${table(
  ['Entry', 'When', 'Who', 'What', 'Hash'],
  report.journal.entries.map((it) => [String(it.index), it.at, it.actor, it.summary, it.leafHash]),
)}
</section>
<p class="meta">Written ${e(report.generatedAt)}</p>
</body>
</html>
`;
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

function facts(pairs: readonly (readonly [string, string])[]): string {
  const rows = pairs.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<dl>${rows.join('\n')}</dl>`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (of: readonly string[], tag: 'th' | 'td') =>
    `<tr>${of.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${cells(heads, 'th')}</thead><tbody>${rows.map((row) => cells(row, 'td')).join('\n')}</tbody></table>`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
