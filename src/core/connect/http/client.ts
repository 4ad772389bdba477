import type { Agent, Dispatcher } from 'undici';
import { type Clock, stopwatch } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { asNetworkError } from '../../kernel/network-error.ts';

export interface HttpRequest {
  url: string;
  /** The other side as the operator knows it; default: the address without its query. */
  what?: string;
  method?: 'GET' | 'HEAD' | 'POST';
  /** Names in lower case. */
  headers?: Readonly<Record<string, string>>;
  /** Sent as the Host header instead of the address's own. */
  hostHeader?: string | undefined;
  body?: string;
  /** For the whole exchange, from connecting to the last byte of the answer: a slow drip ends too. */
  timeoutMs: number;
  /** Default 1 MiB. */
  maxBytes?: number;
  /** Default 3; only to the same origin, and only for GET and HEAD. */
  maxRedirects?: number;
  signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  status: number;
  /** Names in lower case; repeated ones joined with a comma. */
  headers: Readonly<Record<string, string>>;
  body: string;
  durationMs: number;
}

export interface HttpClient {
  /**
   * The answer whatever its status; only an exchange that failed is an error.
   *
   * @throws OperatorError `unreachable`, `timeout`, `tls`, `bad-answer` or `stopped`
   */
  fetchText(request: HttpRequest): Promise<HttpAnswer>;
  /** Cuts what is under way and frees the sockets. */
  close(): Promise<void>;
}

const DEFAULT_MAX_BYTES = 1_048_576;
const DEFAULT_MAX_REDIRECTS = 3;
/** Only a net: the request's own timeout comes first, but its socket must not linger behind it. */
const CONNECT_TIMEOUT_MS = 65_000;

export function createHttpClient(options: { clock: Clock }): HttpClient {
  const { clock } = options;
  let agent: Promise<{ undici: typeof import('undici'); agent: Agent }> | undefined;

  // A new connection for each request: a probe asks every 15 s, longer than servers keep idle ones, and
  // a connection that was cut meanwhile would look like a fault of the service.
  const load = () => {
    agent ??= import('undici').then((undici) => ({
      undici,
      agent: new undici.Agent({
        pipelining: 0,
        allowH2: false,
        headersTimeout: 0,
        bodyTimeout: 0,
        connect: { timeout: CONNECT_TIMEOUT_MS },
      }),
    }));
    return agent;
  };

  const exchange = async (
    request: HttpRequest,
    what: string,
    signal: AbortSignal,
    progress: { receivedBytes: number | null },
  ): Promise<Omit<HttpAnswer, 'durationMs'>> => {
    const { undici, agent } = await load();
    const maxRedirects = request.maxRedirects ?? DEFAULT_MAX_REDIRECTS;
    const method = request.method ?? 'GET';
    const seen = new Set<string>();
    let url = new URL(request.url);
    for (;;) {
      seen.add(url.href);
      const response = await undici.request(url, {
        dispatcher: agent,
        method,
        headers: {
          'user-agent': 'acgs-control-center',
          ...request.headers,
          ...(request.hostHeader === undefined ? {} : { host: request.hostHeader }),
        },
        ...(request.body === undefined ? {} : { body: request.body }),
        signal,
      });
      const location = redirectOf(response);
      if (location === undefined) {
        const body = await readBody(response, request.maxBytes ?? DEFAULT_MAX_BYTES, what, progress);
        return { status: response.statusCode, headers: plainHeaders(response.headers), body };
      }
      discard(response);
      const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
      if (!target) throw badAnswer(`${what}: redirects to something that is not an address`);
      if (target.origin !== url.origin) {
        throw badAnswer(`${what}: redirects to another server (${target.origin}), which is not followed`);
      }
      if (method === 'POST') throw badAnswer(`${what}: redirects a POST, which is not followed`);
      if (seen.has(target.href)) throw badAnswer(`${what}: redirects in a loop`);
      if (seen.size > maxRedirects) throw badAnswer(`${what}: redirects more than ${maxRedirects} times`);
      url = target;
    }
  };

  return {
    async fetchText(request) {
      const what = request.what ?? addressOf(request.url);
      const controller = new AbortController();
      const progress: { receivedBytes: number | null } = { receivedBytes: null };
      // Loading the library is our own time, not the service's.
      await load();
      if (request.signal?.aborted) throw stopped(request.signal, what);
      const took = stopwatch(clock);
      const cancelTimer = clock.real.after(request.timeoutMs, () => {
        controller.abort(tooLate(what, request.timeoutMs, progress.receivedBytes));
      });
      const onAbort = () => controller.abort(stopped(request.signal, what));
      request.signal?.addEventListener('abort', onAbort, { once: true });
      try {
        const answer = await exchange(request, what, controller.signal, progress);
        return { ...answer, durationMs: took() };
      } catch (error) {
        throw controller.signal.aborted ? controller.signal.reason : asNetworkError(error, what);
      } finally {
        cancelTimer();
        request.signal?.removeEventListener('abort', onAbort);
        // Ends what is still open of an answer that was given up on.
        controller.abort();
      }
    },
    async close() {
      const opened = agent;
      agent = undefined;
      await (await opened)?.agent.destroy();
    },
  };
}

async function readBody(
  response: Dispatcher.ResponseData,
  maxBytes: number,
  what: string,
  progress: { receivedBytes: number | null },
): Promise<string> {
  const tooLarge = (sizeBytes: string) =>
    badAnswer(`${what}: the answer is too large (${sizeBytes}; at most ${inMebibytes(maxBytes)} is read)`);
  const announced = Number(response.headers['content-length']);
  if (announced > maxBytes) {
    discard(response);
    throw tooLarge(inMebibytes(announced));
  }
  const chunks: Buffer[] = [];
  let receivedBytes = 0;
  progress.receivedBytes = 0;
  for await (const chunk of response.body) {
    if (!Buffer.isBuffer(chunk)) continue;
    receivedBytes += chunk.length;
    progress.receivedBytes = receivedBytes;
    if (receivedBytes > maxBytes) throw tooLarge(`over ${inMebibytes(maxBytes)}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function redirectOf(response: Dispatcher.ResponseData): string | undefined {
  const { location } = response.headers;
  const redirects = [301, 302, 303, 307, 308].includes(response.statusCode);
  return redirects && typeof location === 'string' ? location : undefined;
}

/** Lets go of a body nobody reads; what still arrives of it is no error of ours. */
function discard(response: Dispatcher.ResponseData): void {
  response.body.on('error', () => {});
  response.body.destroy();
}

function plainHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function addressOf(url: string): string {
  if (!URL.canParse(url)) return 'an address that cannot be read';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

function badAnswer(message: string): OperatorError {
  return new OperatorError('bad-answer', message, {
    hint: 'Check that the address in the profile is the one of this service.',
  });
}

function tooLate(what: string, timeoutMs: number, receivedBytes: number | null): OperatorError {
  const within = `within ${timeoutMs / 1000} s`;
  return new OperatorError(
    'timeout',
    receivedBytes === null
      ? `${what}: no answer ${within}`
      : `${what}: the answer was not complete ${within} (${receivedBytes} bytes had come)`,
  );
}

function stopped(signal: AbortSignal | undefined, what: string): OperatorError {
  const reason: unknown = signal?.reason;
  return reason instanceof OperatorError ? reason : new OperatorError('stopped', `${what}: stopped`);
}

function inMebibytes(sizeBytes: number): string {
  return sizeBytes < 1_048_576 ? `${sizeBytes} bytes` : `${Number((sizeBytes / 1_048_576).toFixed(1))} MiB`;
}
