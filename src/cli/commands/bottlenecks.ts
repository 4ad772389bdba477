import type { BottleneckEvidence, BottleneckReport, BottleneckSuspect } from '../../contract/bottlenecks.ts';
import { headlineOf } from '../../core/bottlenecks/headline.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { ageOf, bytes, cores, milliseconds, percent } from '../figures.ts';
import { choice } from '../options.ts';
import type { Output, Tone } from '../output.ts';
import { type Column, formatTable, printable } from '../table.ts';

const AREAS = ['database', 'cache', 'network', 'pods'] as const;

const EXIT: Record<BottleneckReport['verdict'], ExitCode> = { none: 0, found: 1, unknown: 3 };

export const bottlenecks = defineCommand({
  name: 'bottlenecks',
  summary: 'look for what holds the system up: database, cache, network, pods',
  options: { only: choice('--only <area>', `only ${AREAS.join(', ')}`, AREAS) },
  examples: [
    'acgs bottlenecks',
    'acgs bottlenecks --only database',
    'acgs bottlenecks --json | jq -r ".suspects[].sentence"',
    'acgs bottlenecks --sandbox --fault service-slow=governance:3000',
  ],
  async run(context, { only }) {
    const { withCenter } = await import('../workplace.ts');
    const report = await withCenter(context, async (center) => {
      let found: BottleneckReport | null = null;
      for await (const frame of center.bottlenecks.look(only ? [only] : AREAS, context.signal)) {
        found = frame.report;
      }
      context.signal.throwIfAborted();
      if (!found) throw new Error('the look ended without a report');
      return found;
    });
    context.output.answer(report, (it) =>
      linesOf(it, context.output, context.globals.verbose, context.clock.now()),
    );
    return EXIT[report.verdict];
  },
});

const TONES: Record<BottleneckSuspect['level'], Tone> = { critical: 'critical', warning: 'warning' };

function linesOf(report: BottleneckReport, output: Output, verbose: boolean, now: number): string[] {
  const { suspects, fine, blind, areas } = report;
  const notLooked = areas.filter(({ state }) => state === 'not-looked' || state === 'not-configured');
  return [
    headlineOf(report),
    ...suspects.flatMap((suspect, index) => ['', ...suspectLines(suspect, index, output, verbose, now)]),
    ...(fine.length === 0 ? [] : ['', 'Looked at and fine:', ...fineLines(fine, output.columns)]),
    ...(blind.length + notLooked.length === 0 ? [] : ['', 'Not looked at:']),
    ...notLooked.map(({ area, why, hint }) => sentence(`${area}: ${why}`, hint)),
    ...blind.map(({ area, what, why, hint }) => sentence(`${area}: ${what}: ${why}`, hint)),
  ].map((line) => line.trimEnd());
}

function suspectLines(
  suspect: BottleneckSuspect,
  index: number,
  output: Output,
  verbose: boolean,
  now: number,
): string[] {
  const { area, level, kind, about, evidence, advice, observedAt } = suspect;
  const shown = verbose ? evidence : evidence.slice(0, 4);
  return [
    `${index + 1}. ${output.paint(TONES[level], level)} ${area}, ${kind}: ${printable(about)}`,
    `   ${printable(suspect.sentence)}`,
    ...shown.map((one) => `   - ${evidenceLine(one)} (${one.source}, ${ageOf(observedAt, now)} ago)`),
    ...(evidence.length > shown.length
      ? [`   - and ${evidence.length - shown.length} more (--verbose)`]
      : []),
    ...advice.map(({ says, command }) => `   → ${says}${command === null ? '' : `: ${printable(command)}`}`),
  ];
}

function evidenceLine({ label, value, text, unit, limit, limitSays }: BottleneckEvidence): string {
  if (text !== null) return printable(`${label}: ${text}`);
  const against = limit === null ? '' : `, against ${figure(limit, unit)} (${limitSays ?? 'limit'})`;
  return printable(`${label}: ${value === null ? 'not known' : figure(value, unit)}${against}`);
}

function figure(value: number, unit: BottleneckEvidence['unit']): string {
  switch (unit) {
    case 'ms':
      return milliseconds(value);
    case 'ratio':
      return percent(value);
    case 'bytes':
      return bytes(value);
    case 'cores':
      return cores(value);
    default:
      return Number.isInteger(value) ? value.toLocaleString('en-US') : value.toFixed(2);
  }
}

function fineLines(fine: BottleneckReport['fine'], columns: number | undefined): string[] {
  const table = formatTable(fine, FINE, { columns: columns === undefined ? undefined : columns - 2 });
  return table.slice(1).map((line) => `  ${line}`);
}

const FINE: readonly Column<BottleneckReport['fine'][number]>[] = [
  { title: '', cell: ({ area }) => area },
  { title: '', cell: ({ what }) => what },
  { title: '', cell: ({ says }) => says, shrinks: true },
];

function sentence(text: string, hint: string | null): string {
  return `  ${printable(hint === null ? text : `${text.replace(/\.$/, '')}. ${hint}`)}`;
}
