import { resolve } from 'node:path';
import { OperatorError } from '../../core/kernel/errors.ts';
import type { Verification } from '../../core/store/journal/index.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { list, number, text } from '../options.ts';
import { printable } from '../table.ts';
import { journalFolder, withAnchors } from './audit-folder.ts';

const index = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true };

export const auditVerify = defineCommand({
  name: 'audit verify',
  summary: 'say whether the journal, or an exported file, is as it was journaled',
  options: {
    bundle: text(
      '--bundle <file>',
      'an exported file instead of the journal; needs neither profile nor data',
    ),
    key: list('--key <key>', 'believe only this key (acgs audit key prints it); may be repeated'),
    anchor: list('--anchor <file>', 'hold it against this checkpoint too; may be repeated'),
    from: number('--from <index>', 'begin with this entry', index),
    to: number('--to <index>', 'end before this entry', index),
  },
  examples: [
    'acgs audit verify',
    'acgs audit verify --json --anchor /mnt/anchor/acgs.checkpoint',
    'acgs audit verify --bundle june.jsonl --key "$(cat journal-key.txt)"',
  ],
  async run(context, { bundle, key, anchor, from, to }) {
    const { fileAnchor, parseVerifierKey, verifyBundle, verifyFolder } = await import(
      '../../core/store/journal/index.ts'
    );
    const { clock, signal } = context;
    const keys = key.length === 0 ? undefined : key;
    for (const it of key) readable(it, parseVerifierKey);
    if (bundle !== undefined) {
      const anchors = anchor.map((file) => fileAnchor(resolve(context.folder, file), clock));
      const path = resolve(context.folder, bundle);
      const { header, ...result } = await verifyBundle(path, { clock, signal, keys, anchors });
      const note = keys === undefined && header !== null ? signedBy(header.keys) : [];
      return answer(context, result, note);
    }
    const range =
      from === undefined && to === undefined
        ? undefined
        : { from: from ?? 0, ...(to === undefined ? {} : { to }) };
    const directory = await journalFolder(context);
    const found = await withAnchors(context, anchor, (named) =>
      verifyFolder(directory, { clock, signal, keys, anchors: named.map((it) => it.anchor), range }),
    );
    return answer(context, found, []);
  },
});

function answer(context: CommandContext, result: Verification, notes: readonly string[]): ExitCode {
  context.output.answer(result, (it) => [...linesOf(it), ...notes].map(printable));
  return result.verdict === 'intact' ? 0 : 1;
}

function linesOf({ size, verdict, ranges, problems, anchors }: Verification): string[] {
  const [mark, what] = verdict === 'intact' ? ['✅', 'intact'] : ['❌', 'broken'];
  const entries = `${size} ${size === 1 ? 'entry' : 'entries'}`;
  return [
    `${mark} ${entries}, ${what}`,
    ...problems.map((it) => `❌ ${it}`),
    ...ranges.filter((it) => it.state !== 'broken').map(sayRange),
    ...anchors
      .filter((it) => it.state === 'unreadable')
      .map((it) => `❔ ${it.name} cannot be read: ${it.problem}`),
    ...anchors.filter((it) => it.state === 'empty').map((it) => `➖ ${it.name} holds no checkpoint yet`),
  ];
}

/** The product's own words for what an anchor is worth. */
function sayRange({ from, to, state, anchor, at }: Verification['ranges'][number]): string {
  const entries = to - from === 1 ? `entry ${from}` : `entries ${from} to ${to - 1}`;
  return state === 'anchored'
    ? `✅ ${entries}: tamper-evident by ${anchor}${at === null ? '' : `, signed ${at}`}`
    : `➖ ${entries}: only the journal's own word; whoever has its key could have rewritten them`;
}

/** The file's own keys prove that it is whole, not whose it is. */
function signedBy(keys: readonly string[]): string[] {
  return keys.length === 0 ? [] : ['Signed with these keys; compare them with those that you know:', ...keys];
}

function readable(key: string, parse: (key: string) => unknown): void {
  try {
    parse(key);
  } catch (error) {
    throw new OperatorError('usage', `--key: ${error instanceof Error ? error.message : String(error)}`, {
      hint: 'acgs audit key prints the keys of a journal.',
    });
  }
}
