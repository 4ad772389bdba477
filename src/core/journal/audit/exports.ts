import { randomUUID } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { LiveJournal } from '../index.ts';
import { scratchFolder, untilGivenUp, withoutPath } from './lease.ts';
import { withProgress } from './progress.ts';

export type ExportStep =
  | { type: 'progress'; done: number; total: number }
  | { type: 'ready'; id: string; name: string; sizeBytes: number; from: number; to: number };

/** Bundles for whoever asks, fetched in pieces: nothing queues up on a line without back-pressure. */
export interface Exports {
  /** Writes a bundle and keeps it until it is given up. Null is from the first, or to the last signed. */
  open(
    range: { from: number | null; to: number | null },
    signal: AbortSignal,
  ): AsyncGenerator<ExportStep, void, void>;
  /** @throws OperatorError `not-found` when it was given up */
  piece(id: string, offset: number): Promise<{ bytes: string; isLast: boolean }>;
}

/** A multiple of three, so that a piece's base64 has no padding in between. */
const PIECE_BYTES = 192 * 1024;

export function createExports(journal: LiveJournal, clock: Clock): Exports {
  const kept = new Map<string, { file: FileHandle; sizeBytes: number }>();

  return {
    async *open({ from, to }, signal) {
      const scratch = await scratchFolder();
      const path = join(scratch.path, 'bundle');
      const id = randomUUID();
      let file: FileHandle | undefined;
      try {
        await journal.sign();
        const range = { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) };
        const total = (to ?? journal.status().size) - (from ?? 0);
        const work = withProgress(clock, (onProgress) => journal.export({ path, range, signal, onProgress }));
        let step = await work.next();
        for (; step.done !== true; step = await work.next()) {
          yield { type: 'progress', done: step.value, total };
        }
        const written = step.value;
        file = await open(path, 'r');
        const { size: sizeBytes } = await file.stat();
        kept.set(id, { file, sizeBytes });
        const name = `journal-${written.from}-to-${written.to - 1}.jsonl`;
        yield { type: 'ready', id, name, sizeBytes, from: written.from, to: written.to };
        await untilGivenUp(signal);
      } catch (error) {
        throw withoutPath(error, path, 'The bundle');
      } finally {
        kept.delete(id);
        await file?.close();
        await scratch.remove();
      }
    },
    async piece(id, offset) {
      const found = kept.get(id);
      if (found === undefined) throw new OperatorError('not-found', 'This bundle is no longer kept');
      const { buffer, bytesRead } = await found.file.read({
        buffer: Buffer.alloc(PIECE_BYTES),
        position: offset,
      });
      return {
        bytes: buffer.subarray(0, bytesRead).toString('base64'),
        isLast: offset + bytesRead >= found.sizeBytes,
      };
    },
  };
}
