import type { HealthReport, SystemReport } from '../../contract/health.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { milliseconds } from '../figures.ts';
import type { Output, Tone } from '../output.ts';
import { type Column, formatTable, printable } from '../table.ts';

const EXIT: Record<HealthReport['verdict'], ExitCode> = { pass: 0, fail: 1, unknown: 3 };

export const health = defineCommand({
  name: 'health',
  summary: 'look at every system now and say whether all is well',
  examples: ['acgs health', 'acgs health --json', 'acgs health --sandbox --fault service-down=governance'],
  async run(context) {
    const { withCenter } = await import('../workplace.ts');
    const report = await withCenter(context, (center) => center.health.check(context.signal));
    context.output.answer(report, (it) => [
      ...it.lines.map((line) => `${MARKS[line.state]} ${printable(line.text)}`),
      ...(context.globals.verbose ? ['', ...systemTable(it.services.systems, context.output)] : []),
    ]);
    return EXIT[report.verdict];
  },
});

/** As the handover guide prints its morning health check. */
const MARKS: Record<HealthReport['verdict'], string> = { pass: '✅', fail: '❌', unknown: '❔' };

const COLUMNS: readonly Column<SystemReport>[] = [
  { title: 'SYSTEM', cell: (it) => it.id },
  { title: 'STATUS', cell: (it) => it.status },
  { title: 'TIME', cell: (it) => milliseconds(it.responseTimeMs), align: 'right' },
  { title: 'HASH', cell: (it) => it.hash },
  { title: 'VERSION', cell: (it) => it.version ?? '-' },
  { title: 'REASON', cell: (it) => it.reason ?? '', shrinks: true },
];

const TONES: Record<SystemReport['status'], Tone> = {
  operational: 'good',
  degraded: 'warning',
  down: 'critical',
  unknown: 'unknown',
  'not-configured': 'muted',
};

function systemTable(systems: readonly SystemReport[], output: Output): string[] {
  return formatTable(systems, COLUMNS, {
    columns: output.columns,
    tint: (it, title, text) => (title === 'STATUS' ? output.paint(TONES[it.status], text) : text),
  });
}
