import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { FeedState, LogSource } from './feed.ts';
import { BATCH, followAll, MAX_LOGS } from './follow-all.ts';
import { type Reading, readHistory, readingOf } from './history.ts';
import { type LogLine, noteOf } from './log-line.ts';
import { chooseContainer, type LogContainer, type LogPod } from './pods.ts';
import { findTargets, type LogTargetName, targetWords } from './target.ts';

export interface LogRequest {
  /** Null for the profile's own. */
  context: string | null;
  targets: readonly LogTargetName[];
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

export interface LogConnection {
  kubernetes: Pick<Kubernetes, 'request' | 'bytes' | 'liveness'>;
  release(): void;
}

export interface LogAccess {
  /** A connection, held until it is released. */
  connect(context: string | null): Promise<LogConnection>;
  redactor: Redactor;
  clock: Clock;
}

/**
 * The logs of pods, chosen one by one, by their labels or by their deployment, as one: first the past in the order of time, then,
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
  let connection: LogConnection | undefined;
  const stop = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  try {
    if (request.previous && request.follow) {
      throw new OperatorError('usage', 'The log of a run that has ended cannot be followed', {
        hint: 'Leave out --previous or --follow.',
      });
    }
    connection = await access.connect(request.context);
    const { kubernetes } = connection;
    const target = await findTargets(kubernetes, request.targets, stop);
    const pods = await target.look(stop);
    checkCount(pods.length);
    const { chosen, passedOver } = chooseContainers(pods, request.container);
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
      ...target.absent.map(({ name, problem }) => noteOf(originOf(name), `${problem.message}.`)),
      ...passedOver,
      ...(pods.length === 0 ? request.targets : []).map((name) =>
        noteOf(originOf(name), 'It has no pods now.'),
      ),
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
    connection?.release();
  }
}

/** Of several pods, those that do not have the container are told, and the others read. */
function chooseContainers(pods: readonly LogPod[], wanted: string | null) {
  const chosen: { reading: Reading; container: LogContainer }[] = [];
  const passedOver: LogLine[] = [];
  let refusal: unknown;
  for (const pod of pods) {
    try {
      const container = chooseContainer(pod, wanted);
      chosen.push({ reading: readingOf(pod, container.name), container });
    } catch (error) {
      refusal ??= error;
      const origin = { namespace: pod.namespace, pod: pod.name, container: '' };
      passedOver.push(noteOf(origin, `${problemOf(error).message}.`));
    }
  }
  if (chosen.length === 0 && refusal !== undefined) throw refusal;
  return { chosen, passedOver };
}

function originOf(name: LogTargetName) {
  return { namespace: name.namespace, pod: targetWords(name), container: '' };
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
    hint: 'Name fewer pods.',
  });
}
