import { escapeMarkdown, markdownTable } from '../../kernel/markdown.ts';
import { journalMarkdown } from '../../kernel/report-journal.ts';
import { durationWords } from '../../kernel/report-words.ts';
import { figureOrNone, type RolloutReport } from './report.ts';
import { CHECK_HEADS, checkRow, NOT_PASSED_HEADS, notPassedRows } from './rows.ts';

export function rolloutMarkdown(report: RolloutReport): string {
  const e = escapeMarkdown;
  const { startedAt, endedAt } = report;
  return [
    `# ${e(report.title)}`,
    '',
    `**${e(report.state)}**${report.why === null ? '' : `: ${e(report.why)}`}`,
    '',
    `- Rollout: ${e(report.id)}`,
    `- Definition (SHA-256): ${report.definitionHash}`,
    `- Started: ${e(startedAt)}, by ${e(report.startedBy)}${report.reason === null ? '' : `: ${e(report.reason)}`}`,
    `- Ended: ${endedAt === null ? 'not yet' : `${e(endedAt)}, after ${durationWords(startedAt, endedAt)}`}`,
    `- Moved by: ${e(report.driver)}`,
    `- Share that it last set: ${report.percentage === null ? 'none' : `${figureOrNone(report.percentage)} %`}`,
    '',
    '## Stages',
    ...report.stages.flatMap((stage, index) => [
      '',
      `### Stage ${index + 1}: ${stage.percentage} %, watched for ${stage.monitor}`,
      '',
      `**${e(stage.state)}**${stage.words === null ? '' : `: ${e(stage.words)}`} (${
        stage.startedAt === null ? 'not begun' : `${stage.startedAt} to ${stage.endedAt ?? 'now'}`
      })`,
      ...(stage.checks.length === 0 ? [] : ['', ...markdownTable(CHECK_HEADS, stage.checks.map(checkRow))]),
      ...(notPassedRows(stage).length === 0
        ? []
        : ['', 'Did not pass:', '', ...markdownTable(NOT_PASSED_HEADS, notPassedRows(stage))]),
    ]),
    '',
    '## Decisions',
    '',
    ...(report.decisions.length === 0
      ? ['Nobody was asked, and nobody said anything to it.']
      : markdownTable(
          ['When', 'Who', 'Stage', 'What', 'Why'],
          report.decisions.map((it) => [it.at, it.by, it.stage ?? '', it.what, it.why]),
        )),
    '',
    '## Changes',
    '',
    ...(report.writes.length === 0
      ? ['Nothing was changed.']
      : markdownTable(
          ['When', 'What', 'State', 'Says', 'Entry'],
          report.writes.map((it) => [
            ...[it.at ?? '', it.what, it.status, it.says ?? '', it.entry === null ? '' : String(it.entry)],
          ]),
        )),
    '',
    '## Course',
    '',
    ...report.course.map(({ at, by, line }) => `- ${e(at)}, ${e(by)}: ${e(line)}`),
    ...(report.plan === null
      ? []
      : [
          '',
          '## Plan',
          '',
          ...report.plan
            .trimEnd()
            .split('\n')
            .map((line) => `    ${line.replaceAll(/\p{Cc}/gu, '�')}`),
        ]),
    '',
    ...journalMarkdown(report),
  ].join('\n');
}
