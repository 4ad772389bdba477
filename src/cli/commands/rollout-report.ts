import { instantOf } from '../../core/kernel/clock.ts';
import type { RolloutView } from '../../core/rollouts/view.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { type Column, formatTable } from '../table.ts';
import { REPORT_OPTIONS, reportFormat } from './report-format.ts';
import { writeReport } from './write-report.ts';

export const rolloutReportCommand = defineCommand({
  name: 'rollout report',
  summary: 'write what a rollout did and why: its plan, figures against limits, decisions, changes',
  arguments: [{ name: 'id', says: 'as acgs rollout list shows it; its beginning is enough' }],
  options: REPORT_OPTIONS,
  examples: ['acgs rollout report 6f3c1a20 --output rollout.html', 'acgs rollout report 6f3c1a20 --json'],
  async run(context, { format: wanted, output: file }, [id = '']) {
    const format = reportFormat(wanted, file);
    const [{ withCenter }, { rolloutHtml, rolloutMarkdown, rolloutReport }] = await Promise.all([
      import('../workplace.ts'),
      import('../../core/rollouts/report/index.ts'),
    ]);
    return withCenter<ExitCode>(context, async (center) => {
      const report = await rolloutReport(center, id, context.signal);
      const written = { report, id: report.id, markdown: rolloutMarkdown, html: rolloutHtml };
      return writeReport(context, written, { format, file });
    });
  },
});

const COLUMNS: readonly Column<RolloutView>[] = [
  { title: 'ID', cell: ({ id }) => id.slice(0, 8) },
  { title: 'ROLLOUT', cell: ({ title }) => title, shrinks: true },
  { title: 'STATE', cell: ({ state }) => state },
  {
    title: 'SHARE',
    cell: ({ percentage }) => (percentage === null ? '-' : `${percentage} %`),
    align: 'right',
  },
  { title: 'STARTED', cell: ({ startedAt }) => instantOf(startedAt) ?? '-' },
  { title: 'BY', cell: ({ startedBy }) => startedBy },
  { title: 'ENDED', cell: ({ endedAt }) => instantOf(endedAt) ?? '-' },
  { title: 'WHY', cell: ({ asks, why }) => asks?.text ?? why ?? '', shrinks: true },
];

export const rolloutList = defineCommand({
  name: 'rollout list',
  summary: 'list the rollouts that go on and those that have ended, the newest first',
  examples: ['acgs rollout list', 'acgs rollout list --json'],
  async run(context) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ rollouts }) => {
      const items = rollouts.list();
      context.output.answer(
        items.map(({ id, kind, title, state, why, percentage, startedAt, startedBy, endedAt }) => ({
          ...{ id, kind, title, state, why, percentage, startedBy },
          ...{ startedAt: instantOf(startedAt), endedAt: instantOf(endedAt) },
          report: `acgs rollout report ${id.slice(0, 8)}`,
        })),
        () =>
          items.length === 0
            ? ['There is no rollout yet: acgs rollout start begins one.']
            : [
                ...formatTable(items, COLUMNS, { columns: context.output.columns }),
                'What one did: acgs rollout report ID',
              ],
      );
      return 0;
    });
  },
});
