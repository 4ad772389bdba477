import { type Clock, sleep } from '../../kernel/clock.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import type { Feed } from './feed.ts';
import type { Reading } from './history.ts';
import type { LogContainer } from './pods.ts';
import { type ReadLogOptions, readLog } from './read-log.ts';

export interface FollowOptions extends Pick<ReadLogOptions, 'kubernetes' | 'redactor'> {
  reading: Reading;
  feed: Feed;
  clock: Clock;
  sinceSeconds: number | undefined;
  /** How often the container had been restarted when its past was read. */
  restarts: number;
  /** Where to begin when nothing was read yet; left out: at the beginning. */
  tailLines: number | undefined;
  /** How the container is now; null when its pod is gone. Rejects when the cluster does not say. */
  look(): Promise<{ container: LogContainer; finished: boolean } | null>;
  /** Ends what is being read, because the pod is known to be gone. */
  gone: AbortSignal;
  signal: AbortSignal;
}

/** A container that has not started, or is between two runs, is looked at again after this. */
export const LOOK_MS = 2000;
const BACK_OFF_MS = { first: 250, most: 2000 };

/**
 * Follows one container from where its cursor stands to its end: over cut connections and restarts,
 * without repeating or losing a line that the kubelet still has.
 */
export async function followContainer(options: FollowOptions): Promise<void> {
  const { reading, feed, clock, signal, look } = options;
  const { origin } = reading;
  let { restarts } = options;
  let waitMs = BACK_OFF_MS.first;
  let said = '';
  /** The run, by its number of restarts, of which everything has been read. */
  let drained = -1;
  const sayOnce = (text: string) => {
    if (text !== said) feed.note(origin, text);
    said = text;
  };
  const read = async (how: { follow: boolean; previous: boolean }) => {
    const streamSignal = AbortSignal.any([signal, options.gone]);
    const tailLines = reading.cursor.sinceTime() === null ? options.tailLines : undefined;
    for await (const lines of readLog({ ...options, ...reading, ...how, tailLines, signal: streamSignal })) {
      waitMs = BACK_OFF_MS.first;
      feed.setProblem(null);
      feed.push(lines.map(({ line }) => line));
    }
  };
  const end = (text: string) => {
    feed.note(origin, text);
    feed.setSource(origin, 'ended');
  };

  while (!signal.aborted) {
    try {
      const now = await look();
      feed.setProblem(null);
      if (now === null) return end('The pod is gone.');
      const { container, finished } = now;
      if (container.restarts > restarts) {
        restarts = container.restarts;
        // The last words of the run before; a kubelet that no longer has them is no reason to stop.
        await read({ follow: false, previous: true }).catch(() => {});
        feed.note(origin, `The container was started again (restart ${restarts}).`);
        said = '';
      }
      if (container.state === 'running') {
        feed.setSource(origin, 'reading');
        await read({ follow: true, previous: false });
        await sleep(clock, waitMs, signal);
        waitMs = Math.min(waitMs * 2, BACK_OFF_MS.most);
        continue;
      }
      if (container.state === 'ended') {
        if (drained !== restarts) await read({ follow: false, previous: false });
        drained = restarts;
        if (finished) return end(`The container has ended${endWords(container)}.`);
        sayOnce(`The container has ended${endWords(container)}; it may be started again.`);
      } else {
        sayOnce(
          `The container has not started yet${container.reason === null ? '' : `: ${container.reason}`}.`,
        );
      }
      feed.setSource(origin, 'waiting');
      await sleep(clock, LOOK_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof OperatorError && error.code === 'forbidden') return end(`${error.message}.`);
      // The pod may have gone or restarted between two questions (404, 400): the next look says so.
      if (!isPassing(error)) feed.setProblem(error);
      await sleep(clock, waitMs, signal).catch(() => {});
      waitMs = Math.min(waitMs * 2, BACK_OFF_MS.most);
    }
  }
}

function isPassing(error: unknown): boolean {
  const { code } = problemOf(error);
  return code === 'not-found' || code === 'usage' || code === 'stopped';
}

function endWords({ reason, exitCode }: LogContainer): string {
  const words = [reason, exitCode === null ? null : `exit code ${exitCode}`].filter((word) => word !== null);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}
