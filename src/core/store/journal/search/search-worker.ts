import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { activityOf } from './activity.ts';
import type { Question, Told } from './beside.ts';
import { findIn, MOST_COUNTED } from './find.ts';
import { valuesOf } from './values.ts';

/** Answers questions about the search index of a large journal beside the main thread; it changes nothing. */
const path: unknown = workerData;
const database = new Database(String(path), { readonly: true, fileMustExist: true });
/** Nobody waits for this thread: it need not rest. */
const slices = { isOver: () => false, rest: async () => {} };

async function answer(question: Question): Promise<unknown> {
  switch (question.what) {
    case 'find':
      return findIn(database, question.filter, question.page, MOST_COUNTED);
    case 'values':
      return valuesOf(database, question.column, question.asked);
    case 'activity':
      return activityOf(database, question.filter, {
        buckets: question.buckets,
        mostCounted: MOST_COUNTED,
        rowsAtOnce: MOST_COUNTED,
        slices,
      });
  }
}

parentPort?.on('message', (question: Question) => {
  const tell = (told: Told) => parentPort?.postMessage(told);
  answer(question).then(
    (value) => tell({ value }),
    (error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      tell({ failure: { message: error instanceof Error ? error.message : String(error), code } });
    },
  );
});
