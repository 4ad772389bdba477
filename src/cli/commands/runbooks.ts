import { resolve } from 'node:path';
import { OperatorError } from '../../core/kernel/errors.ts';
import type { Catalogue, CatalogueEntry, Finding, RunbookFile } from '../../core/runbooks/index.ts';
import { type CommandContext, defineCommand } from '../command.ts';
import { thisPlatform } from '../locations.ts';
import type { Output, Tone } from '../output.ts';
import { chooseProfile } from '../profile-choice.ts';
import { type Column, formatTable, printable } from '../table.ts';

export const runbooksList = defineCommand({
  name: 'runbooks list',
  summary: "list the guides' procedures and the profile's own",
  examples: ['acgs runbooks list', 'acgs runbooks list --json | jq -r ".items[].id"'],
  async run(context) {
    const catalogue = await openCatalogue(context);
    const items = catalogue.entries.map(itemOf);
    context.output.answer({ items }, ({ items }) =>
      formatTable(items, COLUMNS, {
        columns: context.output.columns,
        tint: (it, title, text) => tinted(it, title, text, context.output),
      }),
    );
    return 0;
  },
});

export const runbooksShow = defineCommand({
  name: 'runbooks show',
  summary: 'show one runbook: its parameters and its steps',
  arguments: [{ name: 'id', says: 'the runbook, by its id or the name of its script' }],
  examples: ['acgs runbooks show service-down', 'acgs runbooks show daily_mlops_health_check --json'],
  async run(context, _options, [id = '']) {
    const catalogue = await openCatalogue(context);
    const entry = catalogue.find(id) ?? catalogue.entries.find(({ script }) => script === id);
    if (entry === undefined) throw await unknownRunbook(id, catalogue);
    const { summary, chapter, routine, definitionHash, definition } = entry;
    const steps = definition.steps.map((step) => ({ ...step, why: entry.whys[step.id] ?? null }));
    const shown = { ...itemOf(entry), summary, chapter, routine, definitionHash, steps };
    context.output.answer(shown, (it) => textOf(it));
    return 0;
  },
});

export const runbooksLint = defineCommand({
  name: 'runbooks lint',
  summary: 'say what is wrong with files of runbooks',
  arguments: [{ name: 'file', says: 'a runbook', several: true }],
  examples: ['acgs runbooks lint restart-all.yaml', 'acgs runbooks lint runbooks/*.yaml --json'],
  async run(context, _options, files) {
    if (files.length === 0) {
      throw new OperatorError('usage', 'runbooks lint needs the name of a file', {
        hint: 'acgs runbooks lint --help says how.',
      });
    }
    const { BUILT_ACTIONS, lintRunbook, loadCatalogue, readRunbook, readRunbookFile } = await import(
      '../../core/runbooks/index.ts'
    );
    const reads = files.map((file) => ({ file, read: readRunbookFile(resolve(context.folder, file)) }));
    const unreadable = reads.flatMap(({ file, read }) => ('why' in read ? [`${file} ${read.why}`] : []));
    if (unreadable.length > 0) throw new OperatorError('usage', unreadable.join('; '));
    const beside = new Map<string, RunbookFile>();
    for (const { read } of reads) {
      const parsed = 'bytes' in read ? readRunbook(read.bytes) : undefined;
      if (parsed !== undefined && 'runbook' in parsed) beside.set(parsed.runbook.id, parsed.runbook);
    }
    const shipped = loadCatalogue({ own: [], actions: BUILT_ACTIONS });
    const reports = reads.map(({ file, read }) => {
      context.signal.throwIfAborted();
      const bytes = 'bytes' in read ? read.bytes : new Uint8Array();
      const { findings } = lintRunbook(bytes, (id) => beside.get(id) ?? shipped.source(id));
      return { file, verdict: findings.length === 0 ? 'pass' : 'fail', findings };
    });
    const verdict = reports.every((it) => it.verdict === 'pass') ? 'pass' : 'fail';
    context.output.answer({ verdict, files: reports }, (it) => it.files.flatMap(reportLines));
    return verdict === 'pass' ? 0 : 1;
  },
});

function reportLines({ file, findings }: { file: string; findings: readonly Finding[] }): string[] {
  if (findings.length === 0) return [`${printable(file)}: good`];
  return findings.map(({ line, column, message }) => printable(`${file}:${line}:${column}: ${message}`));
}

/** The shipped runbooks, and those of the profile where there is one. */
async function openCatalogue(context: CommandContext): Promise<Catalogue> {
  const { BUILT_ACTIONS, loadCatalogue } = await import('../../core/runbooks/index.ts');
  const choice = chooseProfile(context.globals, context.folder, thisPlatform(context.env));
  const { loadProfile } = await import('../../core/connect/profile/load.ts');
  const own = choice.kind === 'file' ? ((await loadProfile(choice.path)).runbooks ?? []) : [];
  const catalogue = loadCatalogue({ own, actions: BUILT_ACTIONS });
  for (const { message, hint } of catalogue.problems)
    context.output.tell(`acgs: ${message}. ${hint ?? ''}`.trim());
  return catalogue;
}

async function unknownRunbook(id: string, { entries }: Catalogue): Promise<OperatorError> {
  const { nearMiss } = await import('../../core/connect/profile/near-miss.ts');
  const meant = nearMiss(
    id,
    entries.map((it) => it.id),
  );
  const end = meant === undefined ? '' : `; did you mean ${meant}?`;
  return new OperatorError('usage', `There is no runbook ${id}${end}`, {
    hint: 'acgs runbooks list shows those there are.',
  });
}

type Item = ReturnType<typeof itemOf>;

function itemOf({ id, title, script, risk, parameters, available, reason }: CatalogueEntry) {
  return {
    id,
    title,
    script,
    risk,
    parameters: Object.entries(parameters).map(([name, it]) => ({
      name,
      title: it.title ?? name,
      type: it.type,
      required: it.default === undefined,
      default: it.default ?? null,
      ...(it.choices === undefined ? {} : { choices: it.choices }),
      ...(it.min === undefined ? {} : { min: it.min }),
      ...(it.max === undefined ? {} : { max: it.max }),
      ...(it.pattern === undefined ? {} : { pattern: it.pattern }),
    })),
    available,
    reason,
  };
}

const COLUMNS: readonly Column<Item>[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'RISK', cell: ({ risk }) => risk },
  { title: 'AVAILABLE', cell: ({ available }) => (available ? 'yes' : 'not yet') },
  { title: 'TITLE', cell: ({ title }) => title, shrinks: true },
];

const TONES: Record<Item['risk'], Tone> = { read: 'good', change: 'warning', destructive: 'critical' };

function tinted(item: Item, title: string, text: string, output: Output): string {
  if (title === 'RISK') return output.paint(TONES[item.risk], text);
  return title === 'AVAILABLE' && !item.available ? output.paint('muted', text) : text;
}

type Shown = Item &
  Pick<CatalogueEntry, 'summary' | 'chapter' | 'routine' | 'definitionHash'> & {
    steps: readonly (CatalogueEntry['definition']['steps'][number] & { why: string | null })[];
  };

function textOf(it: Shown): string[] {
  const guides = {
    handover: 'operational handover guide',
    deployment: 'production deployment guide',
    own: 'own',
  };
  return [
    `${it.title} (${it.id})`,
    printable(it.summary),
    '',
    ...(it.available ? [] : [printable(it.reason ?? 'Not available.'), '']),
    `Risk: ${it.risk}`,
    ...(it.chapter === null ? [] : [`From: ${guides[it.chapter.guide]}, ${it.chapter.section}`]),
    ...(it.script === null ? [] : [`Script: ${it.script}`]),
    `Definition: ${it.definitionHash}`,
    ...(it.parameters.length === 0 ? [] : ['', 'Parameters']),
    ...it.parameters.map(
      ({ name, title, type, required, default: standard }) =>
        `  ${name} (${type}${required ? ', required' : `, default ${standard}`}): ${printable(title)}`,
    ),
    '',
    'Steps',
    ...it.steps.flatMap((step, index) => [
      `  ${index + 1}. ${printable(named(step.title))} [${step.action}]${step.when === undefined ? '' : ', under a condition'}`,
      ...(step.why === null ? [] : [`     ${printable(step.why)}`]),
    ]),
  ];
}

/** `Restart ${{ parameters.service }}` before there is a value: `Restart <service>`. */
function named(title: string): string {
  return title.replace(/\$\{\{\s*(?:parameters|steps|run)\.([\w./-]+)\s*\}\}/g, '<$1>');
}
