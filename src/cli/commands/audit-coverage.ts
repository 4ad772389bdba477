import type { AuditCoverage, Incomplete } from '../../core/journal/audit/coverage.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { type Column, formatTable, printable } from '../table.ts';
import { moment } from './audit.ts';
import { tellInterrupted } from './cluster-operation.ts';

export const auditCoverage = defineCommand({
  name: 'audit coverage',
  summary: 'say how many operations have a complete trail in the journal, and list the others',
  options: { since: moment('--since <time>', 'operations begun from then on; left out: the last 30 days') },
  examples: ['acgs audit coverage', 'acgs audit coverage --since 2025-06-01 --json'],
  async run(context, { since }) {
    if (since !== undefined && since > context.clock.now()) {
      throw new OperatorError('usage', `--since ${new Date(since).toISOString()} is still to come`, {
        hint: 'Name a moment in the past.',
      });
    }
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async (center) => {
      tellInterrupted(context, center);
      const found = await center.audit.coverage({ since: since ?? null }, context.signal);
      context.output.answer(found, (it) => linesOf(it, context.output.columns));
      return EXIT_CODES[found.level];
    });
  },
});

const EXIT_CODES: Record<AuditCoverage['level'], ExitCode> = { good: 0, warning: 1, critical: 1, unknown: 3 };
const MARKS: Record<AuditCoverage['level'], string> = {
  good: '✅',
  warning: '❌',
  critical: '❌',
  unknown: '❔',
};

const COLUMNS: readonly Column<Incomplete>[] = [
  { title: 'AT', cell: (it) => it.at },
  { title: 'LACKS', cell: (it) => it.lacks.join(', ') },
  { title: 'ACTOR', cell: (it) => it.actor },
  { title: 'TARGET', cell: (it) => it.target, shrinks: true },
  { title: 'SUMMARY', cell: (it) => it.summary, shrinks: true },
  { title: 'OPERATION', cell: (it) => it.operationId ?? '-' },
];

function linesOf(found: AuditCoverage, columns: number | undefined): string[] {
  const { level, words, since, ratio, target, underWay, incomplete } = found;
  const share = ratio === null ? '' : ` (${percent(ratio)}, target above ${percent(target)})`;
  const doing = underWay === 0 ? '' : `; ${underWay} under way, not counted`;
  return [
    printable(`${MARKS[level]} Audit trail since ${since}: ${words}${share}${doing}`),
    ...(incomplete.length === 0 ? [] : ['', ...formatTable(incomplete, COLUMNS, { columns })]),
  ];
}

/** Cut, not rounded: 99.96 % is not all of it. */
function percent(ratio: number): string {
  return `${Math.floor(ratio * 1000 + 1e-9) / 10} %`;
}
