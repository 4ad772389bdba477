import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { type Clock, toIso } from '../../../kernel/clock.ts';
import { OperatorError } from '../../../kernel/errors.ts';
import { createSlices } from '../../../kernel/slices.ts';
import type { Anchor } from '../anchors/anchor.ts';
import { openCheckpoint } from '../checkpoint.ts';
import type { Records } from '../database/records.ts';
import { consistencyProof, subtreesOf } from '../tree.ts';
import { parseVerifierKey } from '../verifier-key.ts';
import type { Range } from '../verify/range.ts';
import { type BundleHeader, encodeHashes, FORMAT, formatEntry, formatHeader, VERSION } from './format.ts';

export interface ExportOptions {
  /** The file to write; an existing one is replaced when the new one is complete. */
  path: string;
  /** The entries, `to` exclusive; left out: all that are signed. */
  range?: Partial<Range> | undefined;
  anchors?: readonly Anchor[] | undefined;
  clock: Clock;
  signal?: AbortSignal | undefined;
  /** Told how many entries were written, now and then. */
  onProgress?: ((done: number) => void) | undefined;
}

export interface Exported extends Range {
  /** How many entries the journal had by the checkpoint that vouches for them. */
  size: number;
}

const CHUNK_BYTES = 1 << 18;

/**
 * Writes entries into one file that can be verified with nothing else.
 *
 * @throws OperatorError `usage` for a range that the signed journal does not have, `internal` when the
 *   file cannot be written
 */
export async function writeBundle(records: Records, options: ExportOptions): Promise<Exported> {
  const { path, clock, signal } = options;
  const header = await headerOf(records, options);
  const { from, to, size } = header;
  const unfinished = `${path}.${process.pid}`;
  const slices = createSlices(clock, signal);
  try {
    const file = await open(unfinished, 'w', 0o600);
    try {
      const sink = createSink(file);
      await sink.write(Buffer.from(`${formatHeader(header)}\n`));
      for (let index = from; index < to; index += 1) {
        const leaf = records.leaf(index);
        if (leaf === undefined) {
          throw new OperatorError('internal', `Entry ${index} is missing: nothing was exported`, {
            hint: 'acgs audit verify says what is left of the journal.',
          });
        }
        await sink.write(formatEntry(index, leaf));
        await sink.write(NEWLINE);
        if (!slices.isOver()) continue;
        options.onProgress?.(index + 1 - from);
        await slices.rest();
      }
      await sink.end(to - from);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    return { from, to, size };
  } catch (error) {
    await rm(unfinished, { force: true });
    if (error instanceof OperatorError || signal?.aborted) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new OperatorError('internal', `${path} cannot be written (${code}): nothing was exported`, {
      hint: 'Check the folder, its permissions and the space on the disk.',
      cause: error,
    });
  }
}

const NEWLINE = Buffer.from('\n');

/** Collects what is written into pieces worth writing, and hashes it. */
function createSink(file: FileHandle): {
  write(bytes: Buffer): Promise<void>;
  end(entries: number): Promise<void>;
} {
  const digest = createHash('sha256');
  let waiting: Buffer[] = [];
  let size = 0;
  const flush = async () => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    size = 0;
    digest.update(bytes);
    await file.writeFile(bytes);
  };
  return {
    async write(bytes) {
      waiting.push(bytes);
      size += bytes.length;
      if (size >= CHUNK_BYTES) await flush();
    },
    async end(entries) {
      await flush();
      await file.writeFile(`{"entries":${entries},"sha256":"${digest.digest('hex')}"}\n`);
    },
  };
}

async function headerOf(records: Records, { range, anchors, clock }: ExportOptions): Promise<BundleHeader> {
  const last = records.lastCheckpoint();
  if (records.property('imported') !== undefined) {
    throw new OperatorError('usage', 'An imported journal is not exported again', {
      hint: 'Hand on the file that it was imported from.',
    });
  }
  if (last === undefined) throw new OperatorError('not-found', 'There is nothing in the journal to export');
  const { size, note } = last;
  const from = range?.from ?? 0;
  const to = range?.to ?? size;
  if (!(from < to && to <= size)) {
    throw new OperatorError(
      'usage',
      `There are no entries ${from} to ${to - 1}: the signed journal has 0 to ${size - 1}`,
    );
  }
  return {
    format: FORMAT,
    version: VERSION,
    origin: records.property('origin') ?? '',
    from,
    to,
    size,
    checkpoint: note,
    keys: records.verifierKeys(),
    before: encodeHashes(subtreesOf(0, from).map(records.node)),
    after: encodeHashes(subtreesOf(to, size).map(records.node)),
    anchors: await anchorsFor(records, anchors ?? [], size),
    exportedAt: toIso(clock.now()),
  };
}

/** What the anchors hold that is a beginning of what is exported; verification says what others hold. */
async function anchorsFor(
  records: Records,
  anchors: readonly Anchor[],
  size: number,
): Promise<BundleHeader['anchors']> {
  const keys = records.verifierKeys().map(parseVerifierKey);
  const held = await Promise.all(
    anchors.map(async ({ name, read }) => {
      try {
        const checkpoint = await read();
        if (checkpoint === undefined) return [];
        const anchored = openCheckpoint(checkpoint, keys);
        if (anchored.size > size) return [];
        const consistency = encodeHashes(consistencyProof(anchored.size, size, records.node));
        return [{ name, checkpoint, consistency }];
      } catch {
        return [];
      }
    }),
  );
  return held.flat();
}
