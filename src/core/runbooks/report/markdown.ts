import { escapeMarkdown, markdownTable } from '../../kernel/markdown.ts';
import { journalMarkdown } from '../../kernel/report-journal.ts';
import { durationWords } from '../../kernel/report-words.ts';
import type { ReportedStep, RunReport } from './report.ts';

export function reportMarkdown(report: RunReport): string {
  const e = escapeMarkdown;
  const parameters = Object.entries(report.parameters);
  return [
    `# ${e(report.title)}`,
    '',
    `**${e(report.status)}**${report.why === null ? '' : `: ${e(report.why)}`}`,
    '',
    `- Runbook: ${e(report.runbook)}`,
    `- Run: ${e(report.runId)}`,
    `- Definition (SHA-256): ${report.definitionHash}`,
    `- Started: ${e(report.startedAt)}, by ${e(report.startedBy)}`,
    `- Ended: ${report.endedAt === null ? 'not yet' : `${e(report.endedAt)}, after ${durationWords(report.startedAt, report.endedAt)}`}`,
    `- Changes: ${report.agreement === 'given' ? 'agreed to at the start' : 'agreed to one by one'}`,
    ...parameters.map(([name, value]) => `- Parameter ${e(name)}: ${e(JSON.stringify(value))}`),
    '',
    '## Steps',
    ...report.steps.flatMap(stepLines),
    '',
    '## Answers',
    '',
    ...(report.answers.length === 0
      ? ['Nobody was asked, or nobody has answered.']
      : markdownTable(
          ['When', 'Who', 'Step', 'Answer', 'Note', 'Entry'],
          report.answers.map((it) => [it.at, it.by, it.step, it.choice, it.note, String(it.entry)]),
        )),
    '',
    ...journalMarkdown(report),
  ].join('\n');
}

function stepLines({
  title,
  id,
  action,
  status,
  words,
  startedAt,
  endedAt,
  lines,
  output,
  evidence,
}: ReportedStep): string[] {
  const e = escapeMarkdown;
  const when = startedAt === null ? 'not begun' : `${startedAt}, ${durationWords(startedAt, endedAt)}`;
  return [
    '',
    `### ${e(title)}`,
    '',
    `**${e(status)}**${words === null ? '' : `: ${e(words)}`} (${e(id)}, ${e(action)}, ${e(when)})`,
    ...(lines === null ? [] : ['', ...toldLines(lines)]),
    // What is told in lines already is kept in the JSON.
    ...(output === null || lines !== null
      ? []
      : ['', ...fenced(output.isCut ? `${output.text}\n… (${output.bytes} bytes)` : output.text)]),
    ...(evidence === null ? [] : ['', ...fenced(JSON.stringify(evidence, null, 2))]),
  ];
}

function toldLines({ shown, total }: NonNullable<ReportedStep['lines']>): string[] {
  const more = total > shown.length ? [`- And ${total - shown.length} more lines`] : [];
  return [...shown.map((line) => `- ${escapeMarkdown(line)}`), ...more];
}

/** With a fence longer than any in the text. */
function fenced(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const seen = text.replace(/\p{Cc}/gu, (one) => (one === '\n' || one === '\t' ? one : '�'));
  return [`${fence}text`, seen, fence];
}
