import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { type Clock, toIso } from '../../kernel/clock.ts';
import { conflate } from '../../kernel/conflate.ts';
import { follow, rolloutState } from './rollout.ts';
import type { ObjectName } from './target.ts';

/** Where a rollout is, for a screen. */
export interface RolloutFrame {
  phase: 'progressing' | 'complete' | 'failed';
  words: string;
  at: string;
}

const FRAME_MS = 250;

/**
 * Follows a rollout for a screen, at most four frames a second, until it is over one way or the other.
 *
 * @throws OperatorError when the deployment is gone or may not be read
 */
export async function* rolloutFrames(options: {
  connect: () => Promise<Pick<Kubernetes, 'request'>>;
  of: ObjectName;
  clock: Clock;
  signal: AbortSignal;
}): AsyncGenerator<RolloutFrame, void, void> {
  const { connect, of, clock, signal } = options;
  const leave = new AbortController();
  const ended = AbortSignal.any([signal, leave.signal]);
  let latest: RolloutFrame | null = null;
  let failure: { error: unknown } | null = null;
  let changed = () => {};
  const tell = (phase: RolloutFrame['phase'], words: string) => {
    latest = { phase, words, at: toIso(clock.now()) };
    changed();
  };
  const kubernetes = await connect();
  const following = follow({
    kubernetes,
    of,
    clock,
    judge: rolloutState,
    onProgress: (line) => tell('progressing', line),
    signal: ended,
  }).then(
    ({ ok, words }) => tell(ok ? 'complete' : 'failed', words),
    (error: unknown) => {
      failure = { error };
      changed();
    },
  );
  const frames = conflate<{ frame: RolloutFrame | null; failure: { error: unknown } | null }>({
    clock,
    frameMs: FRAME_MS,
    subscribe(listener) {
      changed = listener;
      return () => {};
    },
    snapshot: () => ({ frame: latest, failure }),
    signal,
  });
  try {
    for await (const { frame, failure } of frames) {
      if (failure) throw failure.error;
      if (frame) yield frame;
      if (frame && frame.phase !== 'progressing') return;
    }
  } finally {
    leave.abort();
    await following;
  }
}
