import { resolve } from 'node:path';
import { OperatorError, problemOf } from '../../core/kernel/errors.ts';
import type { JournalReader } from '../../core/store/journal/index.ts';
import { type CommandContext, defineCommand } from '../command.ts';
import { list, number, text } from '../options.ts';
import { journalFolder, withAnchors, withJournal, withWritableJournal } from './audit-folder.ts';

const index = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true };

export const auditExport = defineCommand({
  name: 'audit export',
  summary: 'write entries into one file that verifies with nothing else',
  options: {
    out: text('--out <file>', 'the file to write'),
    from: number('--from <index>', 'begin with this entry', index),
    to: number('--to <index>', 'end before this entry', index),
  },
  examples: [
    'acgs audit export --out journal.jsonl',
    'acgs audit export --out june.jsonl --from 100 --to 220',
  ],
  async run(context, { out, from, to }) {
    if (out === undefined) {
      throw new OperatorError('usage', '--out is missing: which file to write', {
        hint: 'acgs audit export --out journal.jsonl',
      });
    }
    const path = resolve(context.folder, out);
    const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const done = await withAnchors(context, [], (named) =>
      withSigned(context, (reader) =>
        reader.export({ path, range, anchors: named.map((it) => it.anchor), signal: context.signal }),
      ),
    );
    context.output.answer({ file: path, ...done }, (it) => [
      `✅ entries ${it.from} to ${it.to - 1} of ${it.size} written to ${it.file}`,
    ]);
    return 0;
  },
});

export const auditImport = defineCommand({
  name: 'audit import',
  summary: 'verify an exported file and make a journal of it, to review in a data folder of its own',
  arguments: [{ name: 'file', says: 'the exported file' }],
  options: { key: list('--key <key>', 'believe only this key; may be repeated') },
  examples: ['acgs audit import june.jsonl --data review', 'acgs audit search "rollback" --data review'],
  async run(context, { key }, [file = '']) {
    const { importBundle } = await import('../../core/store/journal/index.ts');
    const directory = await journalFolder(context);
    const { clock, signal } = context;
    const keys = key.length === 0 ? undefined : key;
    const { header, ranges, size, root } = await importBundle(resolve(context.folder, file), {
      ...{ directory, clock, signal, keys },
    });
    const [from, to] = [header?.from ?? 0, header?.to ?? 0];
    context.output.answer({ from, to, size, root, ranges }, (it) => [
      `✅ entries ${it.from} to ${it.to - 1} of ${it.size} can be reviewed with --data ${directory}`,
    ]);
    return 0;
  },
});

export const auditProve = defineCommand({
  name: 'audit prove',
  summary: 'print the proof that an entry is in the journal (C2SP tlog-proof)',
  arguments: [{ name: 'index', says: 'which entry' }],
  examples: ['acgs audit prove 17 > entry-17.tlog-proof'],
  async run(context, _options, [written = '']) {
    const asked = /^[0-9]{1,15}$/.test(written) ? Number(written) : undefined;
    if (asked === undefined) throw new OperatorError('usage', `"${written}" is not the index of an entry`);
    const proof = await withSigned(context, async (reader) => ({
      index: asked,
      leafHash: reader.get(asked)?.leafHash ?? null,
      proof: reader.prove(asked),
    }));
    context.output.answer(proof, (it) => it.proof.trimEnd().split('\n'));
    return 0;
  },
});

export const auditAnchor = defineCommand({
  name: 'audit anchor',
  summary: 'sign the journal now and write the checkpoint to every anchor of the profile',
  examples: ['acgs audit anchor --profile production.yaml'],
  async run(context) {
    return withAnchors(context, [], async (named) => {
      if (named.length === 0) {
        throw new OperatorError('not-configured', 'The profile names no anchor', {
          hint: 'Add one under "anchors"; docs/profile.md shows how.',
        });
      }
      await withJournal(context, async ({ reader }) => {
        if (reader === undefined) throw noJournal();
      });
      const written = named.filter(({ readOnly }) => readOnly === null).map(({ anchor }) => anchor);
      const outcomes = await withWritableJournal(context, written, (journal) => journal.anchor());
      const left = named.flatMap(({ anchor, readOnly }) =>
        readOnly === null
          ? []
          : [{ name: anchor.name, state: 'read-only' as const, size: null, at: null, problem: readOnly }],
      );
      context.output.answer({ items: [...outcomes, ...left] }, ({ items }) =>
        items.map((it) => `${it.problem === null ? '✅' : '❌'} ${it.name}: ${it.problem ?? it.state}`),
      );
      if (outcomes.some((it) => it.state === 'refused')) return 1;
      if (left.length > 0) return 4;
      return outcomes.every((it) => it.state === 'written' || it.state === 'current') ? 0 : 3;
    });
  },
});

export const auditKey = defineCommand({
  name: 'audit key',
  summary: 'print the public keys with which the journal is verified',
  examples: ['acgs audit key > journal-key.txt'],
  async run(context) {
    const { openJournalKey, originFor, verifierKeysOf } = await import('../../core/store/journal/index.ts');
    const keys = await withJournal(context, async ({ directory, reader }) => {
      const known = reader?.verifierKeys() ?? [];
      if (known.length > 0) return known;
      const signer = openJournalKey(directory);
      return verifierKeysOf(originFor(signer), signer);
    });
    context.output.answer({ items: keys }, ({ items }) => items);
    return 0;
  },
});

/** The journal with everything in it signed, where this user can sign; else as far as it is. */
async function withSigned<T>(
  context: CommandContext,
  work: (reader: JournalReader) => Promise<T>,
): Promise<T> {
  const isSigned = await withJournal(context, async ({ reader }) => {
    if (reader === undefined) throw noJournal();
    return reader.start() > 0 || reader.signedSize() >= reader.size();
  });
  if (!isSigned) {
    try {
      await withWritableJournal(context, [], (journal) => journal.anchor());
    } catch (error) {
      context.output.tell(`acgs: the newest entries cannot be signed now: ${problemOf(error).message}`);
    }
  }
  return withJournal(context, async ({ reader }) => {
    if (reader === undefined) throw noJournal();
    return work(reader);
  });
}

function noJournal(): OperatorError {
  return new OperatorError('not-found', 'There is no journal in the data folder yet', {
    hint: 'Name another folder with --data DIR.',
  });
}
