import { randomUUID } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, instantOf, toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import {
  importBundle,
  type OpenedReader,
  openJournalReader,
  verifyBundle,
} from '../../store/journal/index.ts';
import { scratchFolder, untilGivenUp, withoutPath } from './lease.ts';
import type { Book } from './rows.ts';
import { type VerificationView, verificationView } from './verifying.ts';

export type ReviewStep =
  | { type: 'receiving'; id: string; received: number }
  | { type: 'verifying' }
  | {
      type: 'verified';
      /** Null when it is broken: nothing of it is shown then. */
      book: string | null;
      origin: string | null;
      exportedAt: string | null;
      from: number;
      to: number;
      keys: string[];
      verification: VerificationView;
    };

/** Bundles of other journals, looked at apart from our own and forgotten afterwards. */
export interface Reviews {
  /** Takes a bundle in, verifies it, and keeps it open until it is given up. */
  open(sizeBytes: number, signal: AbortSignal): AsyncGenerator<ReviewStep, void, void>;
  /** The next bytes, base64. @returns how many have been received */
  piece(id: string, offset: number, bytes: string): Promise<number>;
  /** @throws OperatorError `not-found` when it was given up */
  book(id: string): Book;
}

interface Incoming {
  file: FileHandle;
  sizeBytes: number;
  received: number;
  complete: () => void;
}

export function createReviews(clock: Clock): Reviews {
  const incoming = new Map<string, Incoming>();
  const books = new Map<string, OpenedReader>();

  /** Waits for the bytes of a file. @returns what resolves when they are there, or nobody sends them any more */
  async function receive(path: string, id: string, sizeBytes: number, signal: AbortSignal) {
    const file = await open(path, 'wx', 0o600);
    const received = new Promise<void>((complete) => {
      incoming.set(id, { file, sizeBytes, received: 0, complete });
    });
    return async () => {
      await Promise.race([received, untilGivenUp(signal)]);
      incoming.delete(id);
      await file.close();
    };
  }

  return {
    async *open(sizeBytes, signal) {
      const scratch = await scratchFolder();
      const path = join(scratch.path, 'bundle');
      const id = randomUUID();
      try {
        const whole = await receive(path, id, sizeBytes, signal);
        try {
          yield { type: 'receiving', id, received: 0 };
        } finally {
          await whole();
        }
        if (signal.aborted) return;
        yield { type: 'verifying' };
        const found = await takeIn(path, join(scratch.path, 'journal'), clock, signal);
        if (found.reader !== undefined) books.set(id, found.reader);
        yield { type: 'verified', book: found.reader === undefined ? null : id, ...found.view };
        await untilGivenUp(signal);
      } catch (error) {
        if (!signal.aborted) throw withoutPath(error, path, 'The file');
      } finally {
        books.get(id)?.close();
        books.delete(id);
        await scratch.remove();
      }
    },
    async piece(id, offset, bytes) {
      const taking = incoming.get(id);
      if (taking === undefined) throw new OperatorError('not-found', 'This file is not waited for any more');
      const piece = Buffer.from(bytes, 'base64');
      if (offset !== taking.received || offset + piece.length > taking.sizeBytes) {
        throw new OperatorError(
          'conflict',
          `Bytes from ${taking.received} on are waited for, not from ${offset}`,
        );
      }
      taking.received += piece.length;
      await taking.file.write(piece, 0, piece.length, offset);
      if (taking.received === taking.sizeBytes) taking.complete();
      return taking.received;
    },
    book(id) {
      const found = books.get(id);
      if (found === undefined) {
        throw new OperatorError('not-found', 'This bundle is not open for review any more', {
          hint: 'Open its file again.',
        });
      }
      return found;
    },
  };
}

/** Makes a journal of the bundle where it is whole; of one that is broken it is said what is wrong. */
async function takeIn(path: string, directory: string, clock: Clock, signal: AbortSignal) {
  const verified = await importBundle(path, { directory, clock, signal }).catch(() =>
    verifyBundle(path, { clock, signal }),
  );
  const { header, ...verification } = verified;
  const reader = verification.verdict === 'intact' ? openJournalReader({ directory, clock }) : undefined;
  const exportedMs = Date.parse(header?.exportedAt ?? '');
  return {
    reader,
    view: {
      origin: header?.origin ?? null,
      exportedAt: Number.isNaN(exportedMs) ? null : instantOf(exportedMs),
      from: header?.from ?? 0,
      to: header?.to ?? 0,
      keys: header?.keys ?? [],
      verification: verificationView(verification, toIso(clock.now())),
    },
  };
}
