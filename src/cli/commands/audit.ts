import { OperatorError } from '../../core/kernel/errors.ts';
import type { Indexing, JournalReader } from '../../core/store/journal/index.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { number, type OptionSpec, text } from '../options.ts';
import { type Column, formatTable } from '../table.ts';
import { withJournal } from './audit-folder.ts';

const filters = {
  actor: text('--actor <name>', 'only what this actor did'),
  kind: text('--kind <kind>', 'only this kind, or the kinds below it: cluster is also cluster.restart'),
  subject: text('--subject <name>', 'only what was done to this'),
  since: moment('--since <time>', 'only entries from then on'),
  until: moment('--until <time>', 'only entries before then'),
  limit: number('--limit <n>', 'at most so many entries; default 100', { min: 1, max: 10_000, whole: true }),
  before: number('--before <index>', 'only entries before this one: the next page', {
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    whole: true,
  }),
};

export const auditList = defineCommand({
  name: 'audit list',
  summary: 'list what was journaled, newest first',
  options: filters,
  examples: ['acgs audit list --kind cluster --since 2025-06-27', 'acgs audit list --json --before 900'],
  run: (context, options) => show(context, options, undefined),
});

export const auditSearch = defineCommand({
  name: 'audit search',
  summary: 'list the entries in which all words occur',
  arguments: [{ name: 'query', says: 'words; a star at the end of one stands for its rest' }],
  options: filters,
  examples: ['acgs audit search "restart governance"', 'acgs audit search "rollb*" --actor alice'],
  run: (context, options, [query]) => show(context, options, query),
});

type Item = Awaited<ReturnType<JournalReader['list']>>['items'][number];

const COLUMNS: readonly Column<Item>[] = [
  { title: 'INDEX', cell: (it) => String(it.index), align: 'right' },
  { title: 'AT', cell: (it) => it.at },
  { title: 'ACTOR', cell: (it) => it.actor },
  { title: 'KIND', cell: (it) => it.kind },
  { title: 'SUBJECT', cell: (it) => it.subject, shrinks: true },
  { title: 'SUMMARY', cell: (it) => it.summary, shrinks: true },
];

async function show(
  context: CommandContext,
  { limit = 100, before, ...filter }: { limit?: number | undefined; before?: number | undefined },
  query: string | undefined,
): Promise<ExitCode> {
  await withJournal(context, async ({ reader }) => {
    const asked = query === undefined ? filter : { ...filter, text: query };
    const found = await reader?.list(asked, {
      limit,
      before,
      signal: context.signal,
      onIndexing: tellTenths(context),
    });
    const { total, items, isTotalExact } = found ?? { total: 0, items: [], isTotalExact: true };
    context.output.answer({ total, isTotalExact, items }, (it) => [
      ...(it.items.length === 0
        ? ['Nothing found.']
        : formatTable(it.items, COLUMNS, { columns: context.output.columns })),
      ...(it.items.length < it.total
        ? ['', `${it.items.length} of ${isTotalExact ? '' : 'more than '}${it.total}`]
        : []),
    ]);
  });
  return 0;
}

/** How far it is, at once and with every tenth. */
function tellTenths({ output }: CommandContext): (progress: Indexing) => void {
  let told = -1;
  return ({ done, total }) => {
    const tenth = Math.floor((10 * done) / total);
    if (tenth <= told) return;
    told = tenth;
    output.tell(`acgs: making the entries findable: ${Math.floor((100 * done) / total)} % of ${total}`);
  };
}

/** A day, or a moment with its time zone; a moment without one is this machine's. */
export function moment(flags: string, says: string): OptionSpec<number | undefined> {
  const plain = text(flags, `${says}: 2025-06-27 or 2025-06-27T09:00Z`);
  return {
    ...plain,
    read(value) {
      const written = plain.read(value);
      if (written === undefined) return undefined;
      const read = Date.parse(written);
      if (!Number.isNaN(read)) return read;
      const name = flags.split(' ', 1)[0] ?? flags;
      throw new OperatorError(
        'usage',
        `${name} takes a day or a moment, such as 2025-06-27T09:00Z, not "${written}"`,
      );
    },
  };
}
