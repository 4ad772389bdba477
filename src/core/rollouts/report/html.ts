import { journalHtml } from '../../kernel/report-journal.ts';
import { escapeHtml, facts, pageHtml, table } from '../../kernel/report-page.ts';
import { durationWords } from '../../kernel/report-words.ts';
import { figureOrNone, type RolloutReport } from './report.ts';
import { CHECK_HEADS, checkRow, NOT_PASSED_HEADS, notPassedRows } from './rows.ts';

/** The report of a rollout as one page that loads nothing and prints well. */
export function rolloutHtml(report: RolloutReport): string {
  const e = escapeHtml;
  const { startedAt, endedAt } = report;
  return pageHtml(
    `${report.title}, ${startedAt}`,
    `<h1>${e(report.title)}</h1>
<p><span class="status">${e(report.state)}</span>${report.why === null ? '' : `: ${e(report.why)}`}</p>
${facts([
  ['Rollout', report.id],
  ['Definition (SHA-256)', report.definitionHash],
  ['Started', `${startedAt}, by ${report.startedBy}${report.reason === null ? '' : `: ${report.reason}`}`],
  ['Ended', endedAt ?? 'not yet'],
  ['Took', durationWords(startedAt, endedAt)],
  ['Moved by', report.driver],
  ['Share that it last set', report.percentage === null ? 'none' : `${figureOrNone(report.percentage)} %`],
])}
<h2>Stages</h2>
${report.stages.map(stageHtml).join('\n')}
<h2>Decisions</h2>
${
  report.decisions.length === 0
    ? '<p>Nobody was asked, and nobody said anything to it.</p>'
    : table(
        ['When', 'Who', 'Stage', 'What', 'Why'],
        report.decisions.map((it) => [it.at, it.by, it.stage ?? '', it.what, it.why]),
      )
}
<h2>Changes</h2>
${
  report.writes.length === 0
    ? '<p>Nothing was changed.</p>'
    : table(
        ['When', 'What', 'State', 'Says', 'Entry'],
        report.writes.map((it) => [
          ...[it.at ?? '', it.what, it.status, it.says ?? '', it.entry === null ? '' : String(it.entry)],
        ]),
      )
}
<h2>Course</h2>
${table(
  ['When', 'Who', 'What'],
  report.course.map(({ at, by, line }) => [at, by, line]),
)}
${report.plan === null ? '' : `<h2>Plan</h2><pre>${e(report.plan)}</pre>`}
${journalHtml(report)}`,
  );
}

/** As the page colours the steps of a run. */
const CLASSES: Readonly<Record<string, string>> = {
  passed: 'succeeded',
  failed: 'failed',
  inconclusive: 'waiting',
  watching: 'running',
  setting: 'running',
};

function stageHtml(stage: RolloutReport['stages'][number], index: number): string {
  const e = escapeHtml;
  const { percentage, monitor, state, startedAt, endedAt, words, checks } = stage;
  const when = startedAt === null ? 'not begun' : `${startedAt} to ${endedAt ?? 'now'}`;
  const rows = notPassedRows(stage);
  return `<section class="step ${CLASSES[state] ?? ''}">
<h3>Stage ${index + 1}: ${percentage} %, watched for ${e(monitor)}</h3>
<p class="meta">${e(when)}</p>
<p><span class="status">${e(state)}</span>${words === null ? '' : `: ${e(words)}`}</p>
${checks.length === 0 ? '' : table(CHECK_HEADS, checks.map(checkRow))}
${rows.length === 0 ? '' : `<p class="meta">Did not pass</p>${table(NOT_PASSED_HEADS, rows)}`}
</section>`;
}
