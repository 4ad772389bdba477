import type { Objective } from '../../contract/slo.ts';
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
      const { burns, ...view } = center.slo.availability(at ? resolveMoment(at, now) : now);
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
    nowOf(found),
    `Recorded from ${found.recordedFrom} to ${found.recordedTo}`,
    '',
    ...formatTable(found.burns, COLUMNS, { columns }),
  ];
}

function nowOf({ state, burns, goneInMs, recordedTo }: Objective): string {
  const rate = burns[0]?.long.rate ?? null;
  switch (state) {
    case 'spent':
      return 'The budget is spent: more requests failed than may in 30 days';
    case 'stale':
      return `Nothing is known of now: no request is recorded since ${recordedTo}`;
    case 'too-few':
      return 'Too few requests in the last hour to say how fast it burns';
    default:
      return goneInMs === null
        ? 'Nothing failed in the last hour'
        : `At the rate of the last hour, ${figure(rate)} times what lasts 30 days, it is gone in ${lasting(goneInMs)}`;
  }
}

type Burn = Objective['burns'][number];

const COLUMNS: readonly Column<Burn>[] = [
  { title: 'WINDOWS', cell: ({ longMs, shortMs }) => `${lasting(longMs)} and ${lasting(shortMs)}` },
  { title: 'LIMIT', cell: ({ factor }) => String(factor), align: 'right' },
  { title: 'LONG', cell: ({ long }) => figure(long.rate), align: 'right' },
  { title: 'SHORT', cell: ({ short }) => figure(short.rate), align: 'right' },
  { title: 'REQUESTS', cell: ({ long }) => count(long.requests), align: 'right' },
  { title: 'STATE', cell: stateOf },
];

function stateOf({ exceeded, level, long, short }: Burn): string {
  if (exceeded) return level;
  return long.rate === null || short.rate === null ? 'too few requests' : 'within';
}

function figure(rate: number | null): string {
  return rate === null ? '-' : rate.toFixed(rate < 10 ? 2 : 1);
}

/** Cut, not rounded: 99.8999 % is not 99.9 %. */
function share(ratio: number): string {
  return `${Math.floor(ratio * 100_000 + 1e-6) / 1000} %`;
}

function count(requests: number): string {
  return Math.round(requests).toLocaleString('en-US');
}

const MINUTE_MS = 60_000;

function lasting(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [
    ...(days > 0 ? [`${days} d`] : []),
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(rest > 0 && days === 0 ? [`${rest} min`] : []),
  ];
  return parts.length === 0 ? 'less than a minute' : parts.join(' ');
}
