import { Worker } from 'node:worker_threads';
import { OperatorError } from '../kernel/errors.ts';
import { threadProgram } from '../kernel/thread-program.ts';
import { NotDone } from '../operate/ending.ts';
import type { LoadPlan } from './send-load.ts';
import type { LoadProgress, LoadTally } from './tally.ts';

/** What the thread says. */
export type Told = { progress: LoadProgress } | { tally: LoadTally };

/** A thread that was told to stop and does not is ended, and its connections with it. */
const STOPS_WITHIN_MS = 1000;
/** Of the thread: what it counts takes a fixed space. */
const MOST_HEAP_MIB = 256;

/**
 * Sends load in a thread of its own, so that it holds up nobody here and nothing here adds to what it measures.
 *
 * @throws NotDone when the thread cannot be started; OperatorError `stopped` or `internal` when it ended otherwise
 */
export function sendLoadBeside(
  plan: LoadPlan,
  options: { signal: AbortSignal; onProgress: (progress: LoadProgress) => void },
): Promise<LoadTally> {
  const { signal, onProgress } = options;
  const program = threadProgram('load-worker', import.meta.url);
  if (program === undefined) throw new NotDone('internal', 'The program that sends load is not there');
  if (signal.aborted) throw new NotDone('stopped', 'Stopped before it began');
  const worker = new Worker(program, {
    workerData: plan,
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MIB },
  });
  return new Promise((resolve, reject) => {
    let ending: NodeJS.Timeout | undefined;
    const onAbort = () => {
      worker.postMessage('stop');
      ending = setTimeout(() => void worker.terminate(), STOPS_WITHIN_MS);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const end = () => {
      clearTimeout(ending);
      signal.removeEventListener('abort', onAbort);
    };
    worker.on('message', (told: Told) => {
      if ('progress' in told) return onProgress(told.progress);
      end();
      resolve(told.tally);
    });
    worker.on('error', (error) => {
      end();
      reject(new OperatorError('internal', `The thread that sends load failed: ${error.message}`));
    });
    worker.on('exit', () => {
      end();
      // Without effect where it has told its tally.
      const words = 'What was sent is not known: the thread that sends load was ended in the middle of it';
      reject(new OperatorError(signal.aborted ? 'stopped' : 'internal', words));
    });
  });
}
