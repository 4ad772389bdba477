import type { Clock } from '../kernel/clock.ts';
import { conflate } from '../kernel/conflate.ts';
import type { Approvals } from './approvals/index.ts';
import type { Operators } from './operators/index.ts';
import { IDLE_MS, type Session } from './operators/session.ts';

interface People {
  operators: Operators;
  session: Session;
  approvals: Approvals;
  clock: Clock;
}

/** Nobody clicks faster; a burst of changes is one frame. */
const FRAME_MS = 100;

/** Who there is and who is logged in; again after every change. */
export async function* operatorFrames(
  { operators, session, approvals, clock }: People,
  signal?: AbortSignal,
) {
  const keyStore = await operators.hasKeyStore();
  yield* unlike(
    conflate({
      clock,
      frameMs: FRAME_MS,
      // Approvals hear of operators whom another process adds.
      subscribe: (changed) => together([operators.subscribe(changed), approvals.subscribe(changed)]),
      snapshot: () => ({
        operators: operators.list(),
        current: session.current(),
        keyStore,
        idleMinutes: IDLE_MS / 60_000,
      }),
      signal,
    }),
  );
}

/** What is asked, and which broken glass waits for a review; again after every change, of the time's too. */
export function approvalFrames({ approvals, operators, clock }: People, signal?: AbortSignal) {
  return unlike(
    conflate({
      clock,
      frameMs: FRAME_MS,
      subscribe: (changed) => together([operators.subscribe(changed), approvals.subscribe(changed)]),
      snapshot: () => ({ requests: approvals.list(), reviews: approvals.glasses.list() }),
      signal,
    }),
  );
}

function together(undo: readonly (() => void)[]): () => void {
  return () => {
    for (const one of undo) one();
  };
}

/** Leaves out a frame that says what the one before said. */
async function* unlike<T>(frames: AsyncGenerator<T, void, void>): AsyncGenerator<T, void, void> {
  let told = '';
  for await (const frame of frames) {
    const text = JSON.stringify(frame);
    if (text === told) continue;
    told = text;
    yield frame;
  }
}
