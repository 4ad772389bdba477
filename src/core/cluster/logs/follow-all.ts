import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { type Clock, sleep } from '../../kernel/clock.ts';
import { problemOf } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import { createFeed, type FeedState } from './feed.ts';
import { type FollowOptions, followContainer, LOOK_MS } from './follower.ts';
import { readingOf } from './history.ts';
import type { Room } from './line-buffer.ts';
import type { LogLine } from './log-line.ts';
import { chooseContainer, type LogPod } from './pods.ts';
import type { LogTarget } from './target.ts';

type Known = Pick<FollowOptions, 'reading' | 'restarts' | 'tailLines'>;

/** One batch: what a screen takes in one frame. */
export const BATCH: Room = { lines: 500, characters: 250_000 };
/** Followed lines come together for this long, so that a busy log is no flood of batches. */
const BATCH_MS = 250;
/** Each followed log is a connection of its own. */
export const MAX_LOGS = 50;

export interface FollowedBatch extends FeedState {
  phase: 'following' | 'ended';
  lines: LogLine[];
  dropped: number;
}

/** Follows all logs of a target as one; pods that come later join where the target grows. */
export async function* followAll(options: {
  kubernetes: Pick<Kubernetes, 'bytes' | 'liveness'>;
  redactor: Redactor;
  clock: Clock;
  container: string | null;
  sinceSeconds: number | undefined;
  target: LogTarget;
  /** What has been read of, and how often its container had been restarted by then. */
  known: readonly Known[];
  pods: readonly LogPod[];
  signal: AbortSignal;
}): AsyncGenerator<FollowedBatch, void, void> {
  const { kubernetes, clock, target, signal } = options;
  const feed = createFeed();
  const followed = new Map<string, { leave: AbortController; missed: number }>();
  let pods = new Map(options.pods.map((pod) => [pod.uid, pod]));
  let looking: Promise<void> | null = null;
  let following = 0;

  /** Whoever asks while an answer is on its way gets that one. */
  const look = (): Promise<void> => {
    looking ??= target
      .look(signal)
      .then((found) => {
        pods = new Map(found.map((pod) => [pod.uid, pod]));
        for (const pod of found) if (!followed.has(pod.uid)) join(pod);
        for (const [uid, one] of followed) {
          one.missed = pods.has(uid) ? 0 : one.missed + 1;
          // A log may have its last lines on the way while the pod is already gone.
          if (one.missed < 2) continue;
          one.leave.abort();
          followed.delete(uid);
        }
      })
      .finally(() => {
        looking = null;
      });
    return looking;
  };

  const follow = (one: Known) => {
    const { reading } = one;
    const leave = new AbortController();
    followed.set(reading.uid, { leave, missed: 0 });
    following += 1;
    void followContainer({
      ...options,
      ...one,
      feed,
      gone: leave.signal,
      async look() {
        await look();
        const pod = pods.get(reading.uid);
        const container = pod?.containers.find(({ name }) => name === reading.origin.container);
        if (!pod || !container) return null;
        return { container, finished: pod.finished || (container.init && container.exitCode === 0) };
      },
    }).finally(() => {
      following -= 1;
      feed.rouse();
    });
  };

  function join(pod: LogPod): void {
    followed.set(pod.uid, { leave: new AbortController(), missed: 0 });
    const origin = { namespace: pod.namespace, pod: pod.name, container: '' };
    if (following >= MAX_LOGS) {
      feed.note(origin, `Not followed: ${MAX_LOGS} logs are followed already.`);
      return;
    }
    try {
      const container = chooseContainer(pod, options.container);
      const reading = readingOf(pod, container.name);
      feed.note(reading.origin, 'The pod has joined.');
      follow({ reading, restarts: 0, tailLines: undefined });
    } catch (error) {
      feed.note(origin, `${problemOf(error).message}.`);
    }
  }

  const release = kubernetes.liveness.subscribe(() => {});
  signal.addEventListener('abort', feed.rouse);
  try {
    for (const one of options.known) follow(one);
    if (target.grows) void lookRegularly(look, feed.setProblem, clock, signal);
    while (!signal.aborted) {
      if (feed.waiting()) {
        yield { phase: 'following', ...feed.take(BATCH) };
        await sleep(clock.real, BATCH_MS, signal).catch(() => {});
      } else if (!target.grows && following === 0) {
        yield { phase: 'ended', ...feed.take(BATCH) };
        return;
      } else {
        await feed.changed();
      }
    }
  } finally {
    signal.removeEventListener('abort', feed.rouse);
    release();
  }
}

/** New pods join, and what keeps the cluster from answering is told. */
async function lookRegularly(
  look: () => Promise<void>,
  tell: (error: unknown) => void,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(clock, LOOK_MS, signal)
      .then(look)
      .then(
        () => tell(null),
        (error: unknown) => signal.aborted || tell(error),
      );
  }
}
