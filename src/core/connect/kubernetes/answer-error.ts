import { type ErrorCode, OperatorError } from '../../kernel/errors.ts';
import { numberAt, textAt } from './fields.ts';

/** An answer of the API server that is not a success, as its Status object says it. */
export class KubernetesError extends OperatorError {
  /** HTTP status, or the code of a Status object inside a watch. */
  readonly status: number;
  /** The server's own word: NotFound, Conflict, Expired … */
  readonly reason: string | null;
  /** How long the server asks to wait; null when it does not say. */
  readonly retryAfterMs: number | null;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      status: number;
      reason: string | null;
      retryAfterMs: number | null;
      hint?: string;
      retryable?: boolean;
    },
  ) {
    super(code, message, options);
    this.name = 'KubernetesError';
    this.status = options.status;
    this.reason = options.reason;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The version or page asked for is no longer kept (410): list again from the start. */
export function isGone(error: unknown): boolean {
  return error instanceof KubernetesError && error.status === 410;
}

interface Answer {
  /** `Kubernetes API at 10.0.0.1:6443`. */
  server: string;
  /** `GET /api/v1/pods`. */
  asked: string;
  status: number;
  contentType: string;
  retryAfter: string | undefined;
  /** Where a redirect points. */
  location: string | undefined;
  body: string;
}

/** Puts an answer other than 2xx into words. */
export function answerError(answer: Answer): KubernetesError {
  const { server, asked, status } = answer;
  const said = readStatus(answer.body);
  const because = said.message ?? plainText(answer);
  const told = because ? `: ${because}` : '';
  const details = { status, reason: said.reason, retryAfterMs: retryAfterMs(answer.retryAfter) };
  const of = (code: ErrorCode, message: string, extra: { hint?: string; retryable?: boolean } = {}) =>
    new KubernetesError(code, message, { ...details, ...extra });

  if (status >= 300 && status < 400) {
    return of(
      'bad-answer',
      `${server} answered ${asked} with a redirect${hostOf(answer.location)}, not followed`,
      {
        hint: 'Check the server address in the kubeconfig: a log-in page may stand in front of it.',
      },
    );
  }
  switch (status) {
    case 401:
      return of('unauthenticated', `${server} does not accept the credentials of the kubeconfig (401)`, {
        hint: 'Log in again, or get a new kubeconfig: the token or certificate is not valid any more.',
      });
    case 403:
      return of('forbidden', `${server} refuses ${asked}${told}`, {
        hint: 'Ask whoever runs the cluster for a role that allows it.',
      });
    case 404:
      return of('not-found', `${server} does not have ${asked}${told}`);
    case 409:
      return of('conflict', `${server} refuses ${asked}, somebody else changed it first${told}`);
    case 410:
      return of('not-found', `${server} no longer keeps the version that ${asked} asks for`, {
        retryable: true,
      });
    case 429:
      return of('throttled', `${server} asks to slow down (429)${told}`);
    default:
  }
  if (status >= 500) return of('server-error', `${server} failed on ${asked} (${status})${told}`);
  if (status === 400 || status === 422) return of('usage', `${server} rejects ${asked} (${status})${told}`);
  return of('bad-answer', `${server} answered ${asked} with ${status}${told}`);
}

/** The error that a watch carries as its last event. */
export function watchError(server: string, asked: string, object: unknown): KubernetesError {
  const status = numberAt(object, 'code') ?? 500;
  return answerError({
    server,
    asked,
    status,
    contentType: 'application/json',
    retryAfter: undefined,
    location: undefined,
    body: JSON.stringify(object),
  });
}

function readStatus(body: string): { message: string | null; reason: string | null } {
  try {
    const json: unknown = JSON.parse(body);
    return { message: shorten(textAt(json, 'message')), reason: textAt(json, 'reason') };
  } catch {
    return { message: null, reason: null };
  }
}

/** A web page says nothing to an operator; a line of plain text may. */
function plainText(answer: Answer): string | null {
  if (/html/i.test(answer.contentType) || answer.body.trimStart().startsWith('<'))
    return 'it sent a web page';
  if (/json/i.test(answer.contentType)) return null;
  return shorten(answer.body.trim().split('\n', 1)[0] ?? '');
}

/** Seconds or an HTTP date: RFC 9110, 10.2.3. The API server sends seconds, so a date is taken as nothing said. */
function retryAfterMs(header: string | undefined): number | null {
  if (header === undefined || !/^\d+$/.test(header.trim())) return null;
  return Number(header) * 1000;
}

function hostOf(location: string | undefined): string {
  if (!location) return '';
  return URL.canParse(location) ? ` to ${new URL(location).host}` : '';
}

function shorten(text: string | null): string | null {
  if (!text) return null;
  return text.length > 300 ? `${text.slice(0, 297)}…` : text;
}
