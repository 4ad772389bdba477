import { Worker } from 'node:worker_threads';
import { threadProgram } from '../../../kernel/thread-program.ts';
import type { Activity } from './buckets.ts';
import type { FindWish, FoundEntries } from './find.ts';
import type { EntryFilter } from './query.ts';
import type { ValueColumn } from './values.ts';

/** What is asked of the search index. */
export type Question =
  | { what: 'find'; filter: EntryFilter; page: FindWish }
  | { what: 'values'; column: ValueColumn; asked: { contains: string; limit: number } }
  | { what: 'activity'; filter: EntryFilter; buckets: number };

/** How the thread answers. */
export type Told = { value: unknown } | { failure: { message: string; code: string } };

interface Answers {
  find: FoundEntries;
  values: string[];
  activity: Activity;
}

/**
 * A thread that reads a search index beside the main one: what takes a tenth of a second among a million
 * entries holds up nobody. One question after the other; those that nobody waits for any more are left out.
 */
export interface SearchBeside {
  /** @throws what SQLite said, with its code; the signal's reason */
  ask<What extends Question['what']>(
    question: Extract<Question, { what: What }>,
    signal: AbortSignal | undefined,
  ): Promise<Answers[What]>;
  close(): void;
}

/** Null where there is no program for it: then it is read on the main thread. */
export function openSearchBeside(path: string): SearchBeside | null {
  const program = threadProgram('search-worker', import.meta.url);
  if (program === undefined) return null;
  let worker: Worker | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const put = (question: Question): Promise<unknown> =>
    new Promise((resolve, reject) => {
      worker ??= new Worker(program, { workerData: path });
      const asked = worker;
      const end = () => {
        asked.off('message', onMessage).off('error', onError).off('exit', onExit);
        asked.unref();
      };
      const onMessage = (told: Told) => {
        end();
        if ('value' in told) resolve(told.value);
        else reject(Object.assign(new Error(told.failure.message), { code: told.failure.code }));
      };
      const onError = (error: unknown) => {
        end();
        worker = undefined;
        reject(error);
      };
      const onExit = () => onError(new Error('The search was closed'));
      asked.on('message', onMessage).on('error', onError).on('exit', onExit);
      // It keeps the process alive while it is asked, and not longer.
      asked.ref();
      asked.postMessage(question);
    });

  return {
    ask(question, signal) {
      const answered = queue.then(() => {
        signal?.throwIfAborted();
        return put(question);
      });
      queue = answered.catch(() => {});
      // The thread is ours, and answers each kind of question in its own way.
      return answered as Promise<Answers[(typeof question)['what']]>;
    },
    close() {
      void worker?.terminate();
      worker = undefined;
    },
  };
}
