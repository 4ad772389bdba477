import type { Agent, Dispatcher } from 'undici';
import type { Clock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { asNetworkError } from '../../kernel/network-error.ts';
import type { Credential } from './credentials.ts';

/** The server's side of a connection, as the kubeconfig's cluster says it. */
export interface Endpoint {
  url: URL;
  /** PEM; null trusts the system's authorities. */
  ca: string | null;
  tlsServerName: string | null;
  insecure: boolean;
  /** HTTP proxy to go through. */
  proxyUrl: string | null;
}

export interface Exchange {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  body: string | null;
  /** Longest wait for the head of the answer, and with `whole` for all of it. */
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

export interface Answered {
  status: number;
  header(name: string): string | undefined;
  /** The body as it arrives. Leaving the loop early drops the connection. */
  chunks: AsyncIterable<Buffer>;
  /** From now on the exchange fails when nothing arrives for so long; every chunk starts it anew. */
  limitSilence(ms: number): void;
  /** Must be called when done with the answer. */
  end(): void;
}

/** Keep-alive probes of the kernel find a connection that a firewall forgot, and keep it remembered. */
const TCP_KEEP_ALIVE_MS = 5000;
const CONNECT_TIMEOUT_MS = 10_000;

/** One pool of connections per client certificate, shared by everything that talks to the server. */
export interface Transport {
  send(credential: Credential, exchange: Exchange): Promise<Answered>;
  /** When the server was last heard of, epoch milliseconds; null before the first byte. */
  lastContactAt(): number | null;
  /**
   * Drops every connection, because they lead nowhere. Reads end with `reason`; writes in flight are
   * left to their own time limit, since they may have arrived.
   */
  abandon(reason: OperatorError): void;
  close(): Promise<void>;
}

/** `undici` is handed in, so that it is loaded only when there is a cluster to talk to. */
export function createTransport(options: {
  undici: Pick<typeof import('undici'), 'Agent' | 'ProxyAgent'>;
  endpoint: Endpoint;
  /** `Kubernetes API at 10.0.0.1:6443`. */
  words: string;
  clock: Clock;
}): Transport {
  const { undici, endpoint, words, clock } = options;
  const reads = new Set<(reason: OperatorError) => void>();
  let pool: { agent: Dispatcher; certificate: Credential['certificate'] } | undefined;
  let contactAt: number | null = null;
  let closed = false;

  const agentFor = (certificate: Credential['certificate']): Dispatcher => {
    if (closed) throw new OperatorError('stopped', `${words}: the connection is closed`);
    const same =
      pool && pool.certificate?.cert === certificate?.cert && pool.certificate?.key === certificate?.key;
    if (pool && same) return pool.agent;
    retire();
    pool = { agent: openAgent(undici, endpoint, certificate), certificate };
    return pool.agent;
  };
  const retire = () => {
    const old = pool?.agent;
    pool = undefined;
    // Waits for what is in flight; idle connections go at once.
    old?.close().catch(() => {});
  };

  return {
    async send(credential, exchange) {
      const limit = createLimit(clock, exchange.signal);
      limit.within(exchange.timeoutMs, () => late(words, exchange, exchange.timeoutMs));
      const drop = (reason: OperatorError) => limit.abort(reason);
      if (exchange.method === 'GET') reads.add(drop);
      const end = () => {
        reads.delete(drop);
        limit.end();
      };
      const wrap = (error: unknown) =>
        asNetworkError(limit.signal.aborted ? limit.signal.reason : error, words);
      try {
        const answer = await agentFor(credential.certificate).request({
          origin: endpoint.url.origin,
          path: exchange.path,
          method: exchange.method,
          headers: { ...exchange.headers, ...credential.headers },
          body: exchange.body,
          signal: limit.signal,
        });
        contactAt = clock.now();
        return {
          status: answer.statusCode,
          header: (name) => {
            const value = answer.headers[name];
            return Array.isArray(value) ? value[0] : value;
          },
          chunks: readChunks(answer.body, wrap, () => {
            contactAt = clock.now();
            limit.heard();
          }),
          limitSilence: (ms) => limit.withoutSilence(ms, () => silent(words, exchange, ms)),
          end: () => {
            end();
            // A body nobody reads would hold its connection for ever.
            if (!answer.body.readableEnded) answer.body.on('error', () => {}).destroy();
          },
        };
      } catch (error) {
        end();
        throw wrap(error);
      }
    },
    lastContactAt: () => contactAt,
    abandon(reason) {
      retire();
      for (const drop of [...reads]) drop(reason);
    },
    async close() {
      closed = true;
      const stopped = new OperatorError('stopped', `${words}: the connection is closed`);
      for (const drop of [...reads]) drop(stopped);
      await pool?.agent.destroy();
    },
  };
}

function openAgent(
  undici: Pick<typeof import('undici'), 'Agent' | 'ProxyAgent'>,
  endpoint: Endpoint,
  certificate: Credential['certificate'],
): Dispatcher {
  const tls = {
    rejectUnauthorized: !endpoint.insecure,
    ...(endpoint.ca === null ? {} : { ca: endpoint.ca }),
    ...(endpoint.tlsServerName === null ? {} : { servername: endpoint.tlsServerName }),
    ...(certificate ?? {}),
  };
  const limits: Agent.Options = {
    // One connection per stream: with HTTP/2 a single stalled connection would stall everything.
    allowH2: false,
    // The kernel's clock times every exchange; two timekeepers would disagree.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
  };
  if (endpoint.proxyUrl !== null) {
    return new undici.ProxyAgent({ ...limits, uri: endpoint.proxyUrl, requestTls: tls });
  }
  return new undici.Agent({
    ...limits,
    connect: {
      ...tls,
      timeout: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
    },
  });
}

async function* readChunks(
  body: AsyncIterable<unknown>,
  wrap: (error: unknown) => OperatorError,
  heard: () => void,
): AsyncGenerator<Buffer, void, void> {
  try {
    for await (const chunk of body) {
      heard();
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
  } catch (error) {
    throw wrap(error);
  }
}

interface Limit {
  signal: AbortSignal;
  abort(reason: unknown): void;
  /** Aborts after so long, whatever arrives. */
  within(ms: number, error: () => OperatorError): void;
  /** Replaces that by: aborts when nothing is heard for so long. */
  withoutSilence(ms: number, error: () => OperatorError): void;
  heard(): void;
  end(): void;
}

function createLimit(clock: Clock, outer: AbortSignal | undefined): Limit {
  const controller = new AbortController();
  const onAbort = () => controller.abort(stopReason(outer?.reason));
  let cancel = () => {};
  let silence: { ms: number; error: () => OperatorError } | undefined;
  if (outer?.aborted) onAbort();
  outer?.addEventListener('abort', onAbort, { once: true });
  const arm = (ms: number, error: () => OperatorError) => {
    cancel();
    cancel = clock.real.after(ms, () => controller.abort(error()));
  };
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    within: arm,
    withoutSilence(ms, error) {
      silence = { ms, error };
      arm(ms, error);
    },
    heard: () => silence && arm(silence.ms, silence.error),
    end() {
      cancel();
      outer?.removeEventListener('abort', onAbort);
    },
  };
}

function stopReason(reason: unknown): OperatorError {
  return reason instanceof OperatorError
    ? reason
    : new OperatorError('stopped', 'stopped before it was done');
}

function late(words: string, exchange: Exchange, ms: number): OperatorError {
  return new OperatorError('timeout', `${words}: no answer to ${asked(exchange)} within ${ms / 1000} s`);
}

function silent(words: string, exchange: Exchange, ms: number): OperatorError {
  return new OperatorError('timeout', `${words}: nothing heard of ${asked(exchange)} for ${ms / 1000} s`);
}

/** `GET /api/v1/pods`: without the query, which is long and says little. */
export function asked(exchange: { method: string; path: string }): string {
  return `${exchange.method} ${exchange.path.split('?', 1)[0]}`;
}
