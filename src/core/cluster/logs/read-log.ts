import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { Cursor } from './cursor.ts';
import { KEEP_BYTES, type LogOrigin, readLine, type StampedLine } from './log-line.ts';
import { createLogSplitter, type RawLine } from './log-splitter.ts';
import { inWords } from './target.ts';

export interface ReadLogOptions {
  kubernetes: Pick<Kubernetes, 'bytes'>;
  redactor: Redactor;
  origin: LogOrigin;
  /** Reading begins where it stands, when it stands somewhere. */
  cursor: Cursor;
  follow: boolean;
  /** The run before this one. */
  previous: boolean;
  tailLines?: number | undefined;
  /** For a cursor that stands nowhere yet. */
  sinceSeconds?: number | undefined;
  signal: AbortSignal;
}

/** A kubelet that follows a silent log answers, head and all, with the first line: that may take hours. */
const FOLLOW_TIMEOUT_MS = 24 * 3_600_000;
const READ_TIMEOUT_MS = 20_000;

/**
 * The lines of one container that the cursor has not seen, as they arrive. A last line without its end
 * is given only when not following: a log that grows, or a connection that was cut, has the rest later.
 *
 * @throws OperatorError `forbidden` with the permission, or whatever ended it
 */
export async function* readLog(options: ReadLogOptions): AsyncGenerator<StampedLine[], void, void> {
  const { kubernetes, redactor, origin, cursor, follow, previous } = options;
  const { namespace } = origin;
  const split = createLogSplitter(KEEP_BYTES);
  const newOf = (raws: readonly RawLine[]) =>
    raws.map((raw) => readLine(raw, origin, redactor)).filter(({ stamp }) => cursor.accept(stamp));
  const sinceTime = cursor.sinceTime() ?? undefined;
  cursor.resume();
  try {
    const chunks = kubernetes.bytes({
      path: `/api/v1/namespaces/${namespace}/pods/${origin.pod}/log`,
      query: {
        container: origin.container,
        timestamps: true,
        follow: follow || undefined,
        previous: previous || undefined,
        sinceTime,
        sinceSeconds: sinceTime === undefined ? options.sinceSeconds : undefined,
        tailLines: options.tailLines,
      },
      timeoutMs: follow ? FOLLOW_TIMEOUT_MS : READ_TIMEOUT_MS,
      signal: options.signal,
    });
    for await (const chunk of chunks) {
      const lines = newOf(split.push(chunk));
      if (lines.length > 0) yield lines;
    }
    const rest = follow ? null : split.rest();
    if (rest) yield newOf([rest]);
  } catch (error) {
    throw inWords(error, { verb: 'get', resource: 'pods/log', namespace });
  }
}
