import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { FeedState, LogSource } from './feed.ts';
import { BATCH, followAll, MAX_LOGS } from './follow-all.ts';
import { readHistory, readingOf } from './history.ts';
import { type LogLine, noteOf } from './log-line.ts';
import { chooseContainer } from './pods.ts';
import { findTarget, type LogTargetName } from './target.ts';

export interface LogRequest extends LogTargetName {
  /** Null when there is only one to choose. */
  container: string | null;
  /** Lines of the past, of all logs together; null for all there are. */
  tail: number | null;
  /** Leaves out what is older; null for no limit. */
  sinceMs: number | null;
  previous: boolean;
  follow: boolean;
}

/** What is shown at once. `history` is what had been written before; then `following`, or the end. */
export interface LogBatch extends FeedState {
  phase: 'history' | 'following' | 'ended';
  lines: LogLine[];
  /** Lines that are left out before these, because the reader was too slow or they were too many. */
  dropped: number;
}

export interface LogAccess {
  connect(): Promise<Pick<Kubernetes, 'request' | 'bytes' | 'liveness'>>;
  redactor: Redactor;
  clock: Clock;
}

/**
 * The logs of a pod or of all pods of a deployment as one: first the past in the order of time, then,
 * when following, lines as they come. A reader that does not ask for the next batch costs no memory:
 * lines that have no room are dropped, oldest first, and counted.
 *
 * @throws OperatorError `usage`, `not-found`, `forbidden`, or what keeps the cluster from answering
 */
export async function* openLogs(
  access: LogAccess,
  request: LogRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<LogBatch, void, void> {
  const over = new AbortController();
  const stop = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  try {
    if (request.previous && request.follow) {
      throw new OperatorError('usage', 'The log of a run that has ended cannot be followed', {
        hint: 'Leave out --previous or --follow.',
      });
    }
    const kubernetes = await access.connect();
    const target = await findTarget(kubernetes, request, stop);
    const pods = await target.look(stop);
    checkCount(pods.length);
    const chosen = pods.map((pod) => {
      const container = chooseContainer(pod, request.container);
      return { reading: readingOf(pod, container.name), container };
    });
    const sinceSeconds =
      request.sinceMs === null ? undefined : Math.max(1, Math.ceil(request.sinceMs / 1000));
    const options = { ...access, ...request, kubernetes, sinceSeconds, signal: stop };

    const history = await readHistory(chosen, options);
    const [failure] = history.failures;
    const allFailed = failure !== undefined && history.failures.length === chosen.length;
    if (allFailed && !(request.follow && isNotYet(failure.error))) throw failure.error;
    const lines = [
      ...(request.follow
        ? []
        : history.failures.map(({ reading, error }) =>
            noteOf(reading.origin, `${problemOf(error).message}.`),
          )),
      ...(pods.length === 0 ? [noteOf({ pod: request.name, container: '' }, 'It has no pods now.')] : []),
      ...history.lines,
    ];
    const sources = chosen.map(
      ({ reading, container }): LogSource => ({
        ...reading.origin,
        state: !request.follow ? 'ended' : container.state === 'running' ? 'reading' : 'waiting',
      }),
    );
    yield* pagesOf(lines, history.dropped, sources, request.follow);
    if (!request.follow) return;
    const unread = new Set(
      history.failures.filter(({ error }) => !isNotYet(error)).map(({ reading }) => reading.uid),
    );
    const known = chosen.map(({ reading, container }) => ({
      reading,
      restarts: container.restarts,
      // What could not be read is taken up with its end, not with all that was ever written.
      tailLines: unread.has(reading.uid) ? (request.tail ?? undefined) : undefined,
    }));
    for await (const batch of followAll({ ...options, target, known, pods })) yield batch;
  } finally {
    over.abort();
  }
}

function* pagesOf(
  lines: readonly LogLine[],
  dropped: number,
  sources: LogSource[],
  follow: boolean,
): Generator<LogBatch, void, void> {
  let start = 0;
  do {
    let characters = 0;
    let end = start;
    while (end < lines.length && end - start < BATCH.lines && characters < BATCH.characters) {
      characters += lines[end]?.text.length ?? 0;
      end += 1;
    }
    yield {
      phase: end < lines.length ? 'history' : follow ? 'following' : 'ended',
      lines: lines.slice(start, end),
      dropped: start === 0 ? dropped : 0,
      sources,
      problem: null,
    };
    start = end;
  } while (start < lines.length);
}

/** What follows may wait for: a container that has not started. */
function isNotYet(error: unknown): boolean {
  return problemOf(error).code === 'not-found';
}

function checkCount(pods: number): void {
  if (pods <= MAX_LOGS) return;
  throw new OperatorError('usage', `There are ${pods} pods, and at most ${MAX_LOGS} logs are read at once`, {
    hint: 'Name one pod.',
  });
}
