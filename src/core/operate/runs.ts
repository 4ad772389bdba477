import { randomUUID } from 'node:crypto';
import { type Clock, toIso } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Outcome } from './door.ts';

/** What is told of an operation while it is done. */
export type RunStep =
  | { type: 'begun'; run: string }
  | { type: 'progress'; at: string; line: string }
  | { type: 'outcome'; outcome: Outcome };

/** Operations that this process carries out for screens: they go on whether or not somebody looks. */
export interface Runs {
  /** Begins the work; `follow` tells what becomes of it. */
  start(work: (onProgress: (line: string) => void, signal: AbortSignal) => Promise<Outcome>): string;
  /**
   * All that was told so far, then what follows, to the end. Giving up stops the following only.
   *
   * @throws OperatorError what ended it, or `not-found` when nothing is known of it any more
   */
  follow(run: string, signal?: AbortSignal): AsyncGenerator<RunStep, void, void>;
  /** Stops watching for effects, and waits until what was sent has been journaled. */
  close(): Promise<void>;
}

/** A rollout that does not get on says something else every few seconds for minutes. */
const MOST_LINES = 1000;
/** Ended runs that a screen can still look up after its line was cut. */
const MOST_ENDED = 50;

interface Run {
  steps: RunStep[];
  /** Lines let go to keep the newest. */
  dropped: number;
  end: { ok: true } | { ok: false; error: unknown } | null;
  listeners: Set<() => void>;
  done: Promise<void>;
}

export function createRuns({ clock }: { clock: Clock }): Runs {
  const runs = new Map<string, Run>();
  const stop = new AbortController();

  const tell = (run: Run, step: RunStep | null): void => {
    if (step) run.steps.push(step);
    if (run.steps.length > MOST_LINES) {
      run.steps.splice(1, 1);
      run.dropped += 1;
    }
    for (const listener of run.listeners) listener();
  };

  const forgetOldest = (): void => {
    const ended = [...runs].filter(([, run]) => run.end !== null).map(([id]) => id);
    for (const id of ended.slice(0, -MOST_ENDED)) runs.delete(id);
  };

  return {
    start(work) {
      const id = randomUUID();
      const run: Run = {
        steps: [{ type: 'begun', run: id }],
        dropped: 0,
        end: null,
        listeners: new Set(),
        done: Promise.resolve(),
      };
      runs.set(id, run);
      const onProgress = (line: string) => tell(run, { type: 'progress', at: toIso(clock.now()), line });
      run.done = work(onProgress, stop.signal).then(
        (outcome) => {
          run.end = { ok: true };
          tell(run, { type: 'outcome', outcome });
          forgetOldest();
        },
        (error: unknown) => {
          run.end = { ok: false, error };
          tell(run, null);
          forgetOldest();
        },
      );
      return id;
    },

    async *follow(id, signal) {
      const run = runs.get(id);
      if (!run) {
        throw new OperatorError('not-found', 'Nothing is known of this operation any more', {
          hint: 'The journal tells what became of it.',
        });
      }
      let wake = () => {};
      const listener = () => wake();
      run.listeners.add(listener);
      signal?.addEventListener('abort', listener);
      try {
        for (let told = 0; !signal?.aborted; ) {
          // The first step stays; of the others the oldest are let go.
          const place = told === 0 ? 0 : Math.max(told - run.dropped, 1);
          const next = run.steps[place];
          if (next) {
            told = place === 0 ? 1 : place + run.dropped + 1;
            yield next;
          } else if (run.end === null) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          } else if (run.end.ok) {
            return;
          } else {
            throw run.end.error;
          }
        }
      } finally {
        run.listeners.delete(listener);
        signal?.removeEventListener('abort', listener);
      }
    },

    async close() {
      stop.abort();
      await Promise.all([...runs.values()].map((run) => run.done));
    },
  };
}
