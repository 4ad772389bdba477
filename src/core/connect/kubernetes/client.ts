import { OperatorError } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import { answerError, watchError } from './answer-error.ts';
import type { CredentialSource } from './credentials.ts';
import { fieldAt, numberAt, textAt } from './fields.ts';
import { createLineSplitter } from './json-lines.ts';
import { type Answered, asked, type Exchange, type Transport } from './transport.ts';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/api/v1/namespaces/x/pods`, without query. */
  path: string;
  query?: Query;
  /** Sent as JSON. */
  body?: unknown;
  /** For a PATCH: `application/strategic-merge-patch+json` and its kin. */
  contentType?: string;
  accept?: string;
  /** Default 10 s, for the whole answer. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** One page of a list. */
export interface Page {
  items: unknown[];
  resourceVersion: string;
  /** Token for the next page; null on the last one. */
  continue: string | null;
  /** How many objects follow after this page, where the server says. */
  remaining: number | null;
}

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  object: unknown;
}

export interface WatchOptions {
  resourceVersion: string;
  query?: Query;
  /** After this the server ends the watch by itself, in good order. */
  timeoutSeconds: number;
  /** The watch fails when it hears nothing for so long; bookmarks come about once a minute. */
  idleTimeoutMs: number;
  signal?: AbortSignal | undefined;
  /** The server has accepted the watch: from here on no change is missed. */
  onOpen?: () => void;
}

/** Requests to one API server. Failures are OperatorErrors; an answer of the server is a KubernetesError. */
export interface Client {
  /** The answer's JSON; null for an empty answer. */
  request(options: RequestOptions): Promise<unknown>;
  /** The answer as it is. */
  text(options: RequestOptions): Promise<string>;
  /** The answer as it arrives, for logs; `timeoutMs` is for its head alone. Ends when the server ends it. */
  bytes(options: RequestOptions): AsyncGenerator<Buffer, void, void>;
  /** A list, page by page: the server makes the next one while the reader is busy with this one. */
  listPages(
    path: string,
    options?: { limit?: number; query?: Query | undefined; signal?: AbortSignal | undefined },
  ): AsyncGenerator<Page, void, void>;
  /** Changes since a version. Ends in good order at the server's time-out; 410 is thrown as gone. */
  watch(path: string, options: WatchOptions): AsyncGenerator<WatchEvent, void, void>;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_PAGE_LIMIT = 500;
/** More than any page of 500 objects of etcd's largest size in use; an endless answer stops here. */
const MAX_ANSWER_BYTES = 256_000_000;
/** etcd refuses objects over 1.5 MB; JSON with managed fields may double that, and more. */
const MAX_EVENT_BYTES = 16_000_000;

export function createClient(options: {
  transport: Transport;
  credentials: CredentialSource;
  /** Path of the server URL, without a slash at its end: Rancher and proxies have one. */
  basePath: string;
  words: string;
  redactor: Redactor;
}): Client {
  const { transport, credentials, basePath, words, redactor } = options;

  /** Sends, renews refused credentials once, and turns every answer but 2xx into an error. */
  const open = async (request: RequestOptions): Promise<{ answer: Answered; exchange: Exchange }> => {
    const exchange = exchangeOf(request, basePath);
    const credential = await credentials.current();
    let answer = await transport.send(credential, exchange);
    if (answer.status === 401) {
      const renewed = await credentials.renew(credential).catch((error: unknown) => {
        answer.end();
        throw error;
      });
      if (renewed !== credential) {
        answer.end();
        answer = await transport.send(renewed, exchange);
      }
    }
    if (answer.status >= 200 && answer.status < 300) return { answer, exchange };
    try {
      throw answerError({
        server: words,
        asked: asked(exchange),
        status: answer.status,
        contentType: answer.header('content-type') ?? '',
        retryAfter: answer.header('retry-after'),
        location: answer.header('location'),
        // Messages of the server quote what it was sent.
        body: redactor.text(await readAll(answer, exchange)),
      });
    } finally {
      answer.end();
    }
  };

  const readAll = async (answer: Answered, exchange: Exchange): Promise<string> => {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer.chunks) {
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES) {
        throw new OperatorError('bad-answer', `${words} answered ${asked(exchange)} with over 256 MB`);
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks, size).toString('utf8');
  };

  const text = async (request: RequestOptions): Promise<string> => {
    const { answer, exchange } = await open({ accept: '*/*', ...request });
    try {
      return await readAll(answer, exchange);
    } finally {
      answer.end();
    }
  };

  const request = async (wanted: RequestOptions): Promise<unknown> => {
    const { answer, exchange } = await open(wanted);
    try {
      const body = await readAll(answer, exchange);
      return body === '' ? null : parseJson(body, words, exchange, answer.header('content-type') ?? '');
    } finally {
      answer.end();
    }
  };

  return {
    request,
    text,
    async *bytes(wanted) {
      const { answer } = await open({ accept: '*/*', ...wanted });
      try {
        // A log may be silent for hours.
        answer.limitSilence(24 * 3_600_000);
        yield* answer.chunks;
      } finally {
        answer.end();
      }
    },
    async *listPages(path, { limit = DEFAULT_PAGE_LIMIT, query, signal } = {}) {
      const leave = new AbortController();
      const ask = async (token: string | null): Promise<Page> => {
        const answer = await request({
          path,
          query: { ...query, ...(limit > 0 ? { limit } : {}), ...(token ? { continue: token } : {}) },
          signal: signal ? AbortSignal.any([signal, leave.signal]) : leave.signal,
        });
        return readPage(answer, words, path);
      };
      try {
        let coming = ask(null);
        for (;;) {
          const page = await coming;
          if (page.continue === null) {
            yield page;
            return;
          }
          coming = ask(page.continue);
          // It is told when the page is asked for; a reader that leaves before does not want to know.
          coming.catch(() => {});
          yield page;
        }
      } finally {
        leave.abort();
      }
    },
    async *watch(path, watch) {
      const { answer, exchange } = await open({
        path,
        query: {
          ...watch.query,
          watch: true,
          allowWatchBookmarks: true,
          resourceVersion: watch.resourceVersion,
          timeoutSeconds: watch.timeoutSeconds,
        },
        signal: watch.signal,
      });
      try {
        answer.limitSilence(watch.idleTimeoutMs);
        watch.onOpen?.();
        const split = createLineSplitter(MAX_EVENT_BYTES);
        for await (const chunk of answer.chunks) {
          for (const line of split(chunk)) {
            yield readEvent(parseJson(line, words, exchange, 'application/json'), words, asked(exchange));
          }
        }
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new OperatorError('bad-answer', `${words} sent an event of over 16 MB on ${asked(exchange)}`);
      } finally {
        answer.end();
      }
    },
  };
}

function exchangeOf(request: RequestOptions, basePath: string): Exchange {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) parameters.set(key, String(value));
  }
  const query = parameters.size > 0 ? `?${parameters}` : '';
  return {
    method: request.method ?? 'GET',
    path: `${basePath}${request.path}${query}`,
    headers: {
      accept: request.accept ?? 'application/json',
      'user-agent': 'acgs-control-center',
      ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
    },
    body: request.body === undefined ? null : JSON.stringify(request.body),
    timeoutMs: request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    signal: request.signal,
  };
}

function parseJson(text: string, words: string, exchange: Exchange, contentType: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const what =
      /html/i.test(contentType) || text.trimStart().startsWith('<') ? 'a web page' : 'no valid JSON';
    throw new OperatorError('bad-answer', `${words} answered ${asked(exchange)} with ${what}`, {
      hint: 'Check the server address in the kubeconfig: something else seems to listen there.',
    });
  }
}

function readPage(answer: unknown, words: string, path: string): Page {
  const items = fieldAt(answer, 'items');
  const resourceVersion = textAt(answer, 'metadata', 'resourceVersion');
  // Go writes an empty list as null.
  if (!(Array.isArray(items) || items === null) || resourceVersion === null) {
    throw new OperatorError('bad-answer', `${words} answered GET ${path} with something that is not a list`);
  }
  return {
    items: items ?? [],
    resourceVersion,
    continue: textAt(answer, 'metadata', 'continue'),
    remaining: numberAt(answer, 'metadata', 'remainingItemCount'),
  };
}

function readEvent(event: unknown, words: string, question: string): WatchEvent {
  const type = fieldAt(event, 'type');
  const object = fieldAt(event, 'object');
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
    case 'BOOKMARK':
      return { type, object };
    case 'ERROR':
      throw watchError(words, question, object);
    default:
      throw new OperatorError(
        'bad-answer',
        `${words} sent something that is not a watch event on ${question}`,
      );
  }
}
