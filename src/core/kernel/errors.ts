/**
 * Errors are data: a code for programs, a sentence and a hint for the operator, whether trying again
 * can help, and the cause, which stays in the log.
 */
export type ErrorCode =
  /** Wrong use: an option, a name, a file that was not meant. Exit 2. */
  | 'usage'
  /** The profile cannot be used as written. Exit 2. */
  | 'profile'
  /** A secret the profile names is not there. Exit 2. */
  | 'secret'
  /** A kubeconfig that is missing, unreadable or names what it does not contain. Exit 2. */
  | 'kubeconfig'
  /** An exec plugin or token source did not give credentials. Exit 3. */
  | 'credentials'
  /** Nobody answered: refused, no route, name not found, cut. Exit 3. */
  | 'unreachable'
  /** Answered too late, or not at all. Exit 3. */
  | 'timeout'
  /** Certificate expired, not trusted or for another name. Exit 3. */
  | 'tls'
  /** The other side wants to know who we are (401). Exit 3. */
  | 'unauthenticated'
  /** The other side knows who we are and refuses (403). Exit 4. */
  | 'forbidden'
  /** What was asked for does not exist (404). Exit 1. */
  | 'not-found'
  /** Somebody else changed it first (409). Exit 1. */
  | 'conflict'
  /** Told to slow down (429). Exit 3. */
  | 'throttled'
  /** An answer that makes no sense: HTML for JSON, too large, a redirect loop. Exit 3. */
  | 'bad-answer'
  /** The other side failed (5xx). Exit 3. */
  | 'server-error'
  /** This part of the profile is left out. Exit 3. */
  | 'not-configured'
  /** One of our own guards refused. Exit 4. */
  | 'refused'
  /** Stopped by the operator. Exit 5. */
  | 'stopped'
  /** A fault of the control center itself. Exit 1. */
  | 'internal';

/** An error as it crosses a boundary: no stack, no cause, nothing secret. */
export interface Problem {
  code: ErrorCode;
  /** What happened, and where, in one sentence. */
  message: string;
  /** What to do about it, in one sentence. */
  hint: string | null;
  /** Whether the same call may work later without anybody changing anything. */
  retryable: boolean;
}

const RETRYABLE: ReadonlySet<ErrorCode> = new Set(['unreachable', 'timeout', 'throttled', 'server-error']);

export class OperatorError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly retryable: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'OperatorError';
    this.code = code;
    this.hint = options.hint ?? null;
    this.retryable = options.retryable ?? RETRYABLE.has(code);
  }
}

/** What the operator is told of any thrown value. Foreign errors keep their message, nothing else. */
export function problemOf(error: unknown): Problem {
  if (error instanceof OperatorError) {
    return { code: error.code, message: error.message, hint: error.hint, retryable: error.retryable };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: firstLine(message), hint: null, retryable: false };
}

/** Of what went wrong. @throws the error itself where the operator stopped it: nobody is told of that as a problem */
export function problemUnlessStopped(error: unknown): Problem {
  if (error instanceof OperatorError && error.code === 'stopped') throw error;
  return problemOf(error);
}

const EXIT_CODES: Record<ErrorCode, number> = {
  usage: 2,
  profile: 2,
  secret: 2,
  kubeconfig: 2,
  credentials: 3,
  unreachable: 3,
  timeout: 3,
  tls: 3,
  unauthenticated: 3,
  forbidden: 4,
  'not-found': 1,
  conflict: 1,
  throttled: 3,
  'bad-answer': 3,
  'server-error': 3,
  'not-configured': 3,
  refused: 4,
  stopped: 5,
  internal: 1,
};

/** The CLI's exit code for a failure, as docs/cli.md lists them. */
export function exitCodeOf(code: ErrorCode): number {
  return EXIT_CODES[code];
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 300 ? `${line.slice(0, 297)}…` : line;
}
