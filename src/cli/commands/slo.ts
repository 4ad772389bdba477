import type { Objective } from '../../contract/slo.ts';
import { rateWords, spanWords } from '../../core/slo/index.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { AT_OPTION, resolveMoment } from '../moment.ts';
import { type Column, formatTable } from '../table.ts';

export const slo = defineCommand({
  name: 'slo',
  summary: 'say how much of the availability error budget is left, and how fast it burns',
  options: AT_OPTION,
  examples: ['acgs slo', 'acgs slo --at 2h', 'acgs slo --json | jq .left'],
  async run(context, { at }) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async (center, { clock }) => {
      const now = clock.now();
      const { burns, ...view } = await center.slo.availability(
        at ? resolveMoment(at, now) : now,
        context.signal,
      );
      const found = { ...view, burns: [...burns] };
      context.output.answer(found, (it) => linesOf(it, context.output.columns));
      return EXIT_CODES[found.level];
    });
  },
});

const EXIT_CODES: Record<Objective['level'], ExitCode> = { good: 0, warning: 1, critical: 1, unknown: 3 };
const MARKS: Record<Objective['level'], string> = { good: '✅', warning: '⚠️', critical: '❌', unknown: '❔' };

function linesOf(found: Objective, columns: number | undefined): string[] {
  const { level, objective, availability, requests, bad, allowed, left } = found;
  const target = `objective ${share(objective)} over 30 days`;
  if (availability === null || left === null) {
    return [
      `${MARKS[level]} Availability: no requests are recorded, ${target}`,
      'They are recorded each minute while the control center runs, of the services that export counters.',
    ];
  }
  return [
    `${MARKS[level]} Availability: ${share(availability)} of ${count(requests)} requests, ${target}`,
    `Error budget: ${share(left)} left; ${count(bad)} requests failed, ${count(allowed)} may`,
    found.words,
    `Recorded from ${found.recordedFrom} to ${found.recordedTo}`,
    '',
    ...formatTable(found.burns, COLUMNS, { columns }),
  ];
}

type Burn = Objective['burns'][number];

const COLUMNS: readonly Column<Burn>[] = [
  { title: 'WINDOWS', cell: ({ longMs, shortMs }) => `${spanWords(longMs)} and ${spanWords(shortMs)}` },
  { title: 'LIMIT', cell: ({ factor }) => String(factor), align: 'right' },
  { title: 'LONG', cell: ({ long }) => rateWords(long.rate), align: 'right' },
  { title: 'SHORT', cell: ({ short }) => rateWords(short.rate), align: 'right' },
  { title: 'REQUESTS', cell: ({ long }) => count(long.requests), align: 'right' },
  { title: 'STATE', cell: stateOf },
];

function stateOf({ exceeded, level, long, short }: Burn): string {
  if (exceeded) return level;
  return long.rate === null || short.rate === null ? 'too few requests' : 'within';
}

/** Cut, not rounded: 99.8999 % is not 99.9 %. */
function share(ratio: number): string {
  return `${Math.floor(ratio * 100_000 + 1e-6) / 1000} %`;
}

function count(requests: number): string {
  return Math.round(requests).toLocaleString('en-US');
}
