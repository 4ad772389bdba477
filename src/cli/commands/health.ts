import type { HealthReport, SystemReport } from '../../contract/health.ts';
import type { ControlCenter } from '../../core/control-center/capabilities.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { ageOf, milliseconds } from '../figures.ts';
import { AT_OPTION, resolveMoment } from '../moment.ts';
import type { Output, Tone } from '../output.ts';
import { type Column, formatTable, printable } from '../table.ts';

const EXIT: Record<HealthReport['verdict'], ExitCode> = { pass: 0, fail: 1, unknown: 3 };

export const health = defineCommand({
  name: 'health',
  summary: 'look at every system now and say whether all is well',
  examples: [
    'acgs health',
    'acgs health --json',
    'acgs health --at 14:32',
    'acgs health --sandbox --fault service-down=governance',
  ],
  options: AT_OPTION,
  async run(context, { at }) {
    const { withCenter } = await import('../workplace.ts');
    const report = await withCenter(context, async (center, { clock }) => {
      if (!at) return center.health.check(context.signal);
      const past = await reportAt(center, resolveMoment(at, clock.now()));
      context.output.tell(`acgs: ${asOf(past)}`);
      return past;
    });
    context.output.answer(report, (it) => [
      ...it.lines.map((line) => `${MARKS[line.state]} ${printable(line.text)}`),
      ...(context.globals.verbose ? ['', ...systemTable(it.services.systems, context.output)] : []),
    ]);
    return EXIT[report.verdict];
  },
});

/** The report of a past moment, with how old what was known of it was. */
async function reportAt({ health: { reportAt } }: ControlCenter, at: number) {
  const report = await reportAt(at);
  const looks = report.services.systems.flatMap(({ observedAt }) => observedAt ?? []);
  const observedAt = looks.sort().at(-1) ?? null;
  const configured = report.services.systems.filter(({ status }) => status !== 'not-configured');
  const stale = configured.every(({ status }) => status === 'unknown');
  return { ...report, at: new Date(at).toISOString(), observedAt, stale };
}

function asOf({ at, observedAt, stale }: { at: string; observedAt: string | null; stale: boolean }): string {
  if (observedAt === null) return `nothing is recorded before ${at}`;
  const age = ageOf(observedAt, Date.parse(at));
  return stale
    ? `as of ${at}, when nobody had looked for ${age}: nothing below is known of that moment`
    : `as of ${at}, from the local record, last look ${age} before`;
}

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
