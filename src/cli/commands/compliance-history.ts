import { PART_IDS, type PartId } from '../../core/compliance/assessment.ts';
import type { Compliance } from '../../core/compliance/index.ts';
import { toIso } from '../../core/kernel/clock.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { percent } from '../../core/kernel/percent.ts';
import type { AssessmentRow } from '../../core/store/compliance/index.ts';
import type { ItemRun } from '../../core/store/compliance/items.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { choice, duration, number, text } from '../options.ts';
import type { Output } from '../output.ts';
import { type Column, formatTable } from '../table.ts';
import { nothingKnown } from './compliance-record.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export const complianceHistory = defineCommand({
  name: 'compliance history',
  summary: 'list what validations found, the newest first; or what became of the items of a part',
  options: {
    since: duration('--since <time>', 'how far back: 90s to 3650d; left out: 30d'),
    limit: number('--limit <n>', 'at most so many; left out: 100', { min: 1, max: 10_000, whole: true }),
    part: choice('--part <part>', 'what each item of a part counted over this time', PART_IDS),
    item: text('--item <item>', 'of that part one item, time by time'),
  },
  examples: [
    'acgs compliance history',
    'acgs compliance history --since 365d --json',
    'acgs compliance history --part dgm --since 365d',
    'acgs compliance history --part hash --item integrity',
  ],
  async run(context, { since = 30 * DAY_MS, limit = 100, part, item }) {
    if (item !== undefined && part === undefined) {
      throw new OperatorError('usage', '--item is one item of a part, and --part is missing', {
        hint: `For example: --part hash --item ${item || 'integrity'}`,
      });
    }
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ compliance }, { clock }) => {
      const { output } = context;
      const now = clock.now();
      const range = { from: now - since, to: now };
      if (part !== undefined) return historyOfItems(output, compliance, { part, item, limit, range });
      const rows = compliance.list({ ...range, limit });
      if (rows.length === 0) return nothingKnown(output, undefined);
      output.answer(
        { items: rows.map(({ checkedAt, ...row }) => ({ ...row, checkedAt: toIso(checkedAt) })) },
        () => formatTable(rows, VALIDATIONS, { columns: output.columns }),
      );
      return 0;
    });
  },
});

const VALIDATIONS: readonly Column<AssessmentRow>[] = [
  { title: 'CHECKED', cell: ({ checkedAt }) => toIso(checkedAt) },
  { title: 'MODE', cell: ({ mode }) => mode },
  { title: 'VERDICT', cell: ({ verdict }) => verdict },
  { title: 'SCORE', cell: ({ score }) => (score === null ? 'unknown' : percent(score)), align: 'right' },
  { title: 'ID', cell: ({ id }) => id },
];

function historyOfItems(
  output: Output,
  compliance: Pick<Compliance, 'items'>,
  wanted: { part: PartId; item: string | undefined; limit: number; range: { from: number; to: number } },
): ExitCode {
  const { part, item, limit, range } = wanted;
  const byItem = Map.groupBy(compliance.items(part, range), ({ id }) => id);
  if (byItem.size === 0) return nothingKnown(output, undefined);
  if (item === undefined) {
    const all = [...byItem.values()].flatMap((runs) => summaryOf(runs));
    const items = all.toSorted((a, b) => a.least.low - b.least.low || (a.title < b.title ? -1 : 1));
    output.answer(
      {
        part,
        total: items.length,
        items: items.slice(0, limit).map((one) => ({ ...one, since: toIso(one.since) })),
      },
      ({ items: shown }) => formatTable(shown, ITEMS, { columns: output.columns }),
    );
    return 0;
  }
  const runs = [...byItem.values()].find(([run]) => run?.id === item || run?.title === item);
  if (runs === undefined) {
    const known = [...byItem.keys()];
    throw new OperatorError('usage', `Of the part ${part} nothing is recorded of an item "${item}"`, {
      hint: `There are: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ' and more' : ''}.`,
    });
  }
  const newest = runs.toReversed().slice(0, limit);
  output.answer(
    {
      ...{ part, item: runs[0]?.id, title: runs.at(-1)?.title, total: runs.length },
      runs: newest.map(({ from, until, low, high }) => ({
        ...{ from: toIso(from), until: toIso(until + HOUR_MS), low, high },
      })),
    },
    (document) => formatTable(document.runs, RUNS, { columns: output.columns }),
  );
  return 0;
}

type Figure = Pick<ItemRun, 'low' | 'high'>;

/** How an item counts now, since when, and at worst. */
function summaryOf(runs: readonly ItemRun[]) {
  const [last] = runs.slice(-1);
  if (!last) return [];
  const { id, title, low, high, from, until } = last;
  const least = runs.reduce<Figure>((worst, run) => (run.low < worst.low ? run : worst), last);
  const lacking = runs.filter((run) => run.low < 1);
  const hours = lacking.reduce((sum, run) => sum + (run.until - run.from) / HOUR_MS + 1, 0);
  return [
    {
      ...{ id, title, newest: { low, high }, since: from, seenUntil: toIso(until + HOUR_MS) },
      ...{ least: { low: least.low, high: least.high }, hoursBelow: hours },
    },
  ];
}

function figure({ low, high }: Figure): string {
  if (low === 0 && high === 1) return 'unknown';
  return low === high ? percent(low) : `${percent(low)} to ${percent(high)}`;
}

type Summary = Omit<ReturnType<typeof summaryOf>[number], 'since'> & { since: string };
const ITEMS: readonly Column<Summary>[] = [
  { title: 'ITEM', cell: ({ id }) => id },
  { title: 'COUNTS', cell: ({ newest }) => figure(newest), align: 'right' },
  { title: 'SINCE', cell: ({ since }) => since },
  { title: 'AT WORST', cell: ({ least }) => figure(least), align: 'right' },
  { title: 'HOURS BELOW 100 %', cell: ({ hoursBelow }) => String(hoursBelow), align: 'right' },
];

const RUNS: readonly Column<Figure & { from: string; until: string }>[] = [
  { title: 'FROM', cell: ({ from }) => from },
  { title: 'TO', cell: ({ until }) => until },
  { title: 'COUNTS', cell: figure, align: 'right' },
];
