import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import type { Clock } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import { asNetworkError } from '../kernel/network-error.ts';

/** The way to a system, in milliseconds of each part. */
export interface ConnectTimes {
  /** Finding the address of the name; null where the address is written out. */
  dnsMs: number | null;
  /** From the address known to the connection made. */
  connectMs: number;
  /** Agreeing on keys; null without TLS. */
  tlsMs: number | null;
}

export interface ExchangeTimes extends ConnectTimes {
  /** From the request sent to the first byte of the answer: the other side's own time, and one way back. */
  firstByteMs: number;
  /** From there to the last byte. */
  transferMs: number;
  totalMs: number;
  status: number;
  /** At most so much of it as a health report takes. */
  body: string;
}

interface Call {
  /** The other side as the operator knows it. */
  what: string;
  timeoutMs: number;
  clock: Clock;
  signal?: AbortSignal | undefined;
}

const MOST_BODY_BYTES = 262_144;

/**
 * One GET over a connection of its own, with the time of each part as Node's sockets tell it. Redirects are
 * not followed: the first answer is what is timed.
 *
 * @throws OperatorError `unreachable`, `timeout`, `tls` or `stopped`
 */
export function timeExchange(
  call: Call & {
    url: string;
    hostHeader?: string | undefined;
    headers?: Readonly<Record<string, string>>;
  },
): Promise<ExchangeTimes> {
  const { clock, what } = call;
  const url = new URL(call.url);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return limited(call, (marks, settle) => {
    const request: ClientRequest = send(url, {
      agent: false,
      headers: {
        accept: 'application/json',
        'user-agent': 'acgs-control-center',
        connection: 'close',
        ...call.headers,
        ...(call.hostHeader === undefined ? {} : { host: call.hostHeader }),
      },
    });
    request.on('socket', (socket) => listen(socket, marks, clock));
    request.on('response', (response: IncomingMessage) => {
      const firstByteAt = clock.real.monotonic();
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        if (size < MOST_BODY_BYTES) chunks.push(chunk);
        size += chunk.length;
      });
      response.on('error', (error) => settle(asNetworkError(error, what)));
      response.on('end', () => {
        const endedAt = clock.real.monotonic();
        const readyAt = marks.secureAt ?? marks.connectedAt ?? marks.startedAt;
        settle({
          ...connectTimes(marks, endedAt),
          firstByteMs: firstByteAt - readyAt,
          transferMs: endedAt - firstByteAt,
          totalMs: endedAt - marks.startedAt,
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    request.on('error', (error) => settle(asNetworkError(error, what)));
    request.end();
    return () => request.destroy();
  });
}

/**
 * A connection that is made and let go: how long the way to a server takes that does not speak HTTP.
 *
 * @throws OperatorError `unreachable`, `timeout`, `tls` or `stopped`
 */
export function timeConnect(
  call: Call & { host: string; port: number; tls: boolean },
): Promise<ConnectTimes & { totalMs: number }> {
  const { clock, what, host, port } = call;
  return limited(call, (marks, settle) => {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket: Socket = call.tls ? tlsConnect({ host, port, ...servername }) : connect({ host, port });
    listen(socket, marks, clock);
    socket.on(call.tls ? 'secureConnect' : 'connect', () => {
      const endedAt = clock.real.monotonic();
      settle({ ...connectTimes(marks, endedAt), totalMs: endedAt - marks.startedAt });
    });
    socket.on('error', (error) => settle(asNetworkError(error, what)));
    return () => socket.destroy();
  });
}

interface Marks {
  startedAt: number;
  foundAt: number | null;
  connectedAt: number | null;
  secureAt: number | null;
}

function listen(socket: Socket, marks: Marks, clock: Clock): void {
  socket.once('lookup', (error) => {
    if (!error) marks.foundAt = clock.real.monotonic();
  });
  socket.once('connect', () => {
    marks.connectedAt = clock.real.monotonic();
  });
  socket.once('secureConnect', () => {
    marks.secureAt = clock.real.monotonic();
  });
}

function connectTimes(marks: Marks, endedAt: number): ConnectTimes {
  const connectedAt = marks.connectedAt ?? endedAt;
  return {
    dnsMs: marks.foundAt === null ? null : marks.foundAt - marks.startedAt,
    connectMs: connectedAt - (marks.foundAt ?? marks.startedAt),
    tlsMs: marks.secureAt === null ? null : marks.secureAt - connectedAt,
  };
}

/** Runs it within its time, and ends what is open of it whatever happens. */
function limited<T>(
  { what, timeoutMs, clock, signal }: Call,
  run: (marks: Marks, settle: (outcome: T | OperatorError) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new OperatorError('stopped', `${what}: stopped`));
      return;
    }
    let end = () => {};
    let settled = false;
    const settle = (outcome: T | OperatorError) => {
      if (settled) return;
      settled = true;
      cancel();
      signal?.removeEventListener('abort', onAbort);
      end();
      if (outcome instanceof OperatorError) reject(outcome);
      else resolve(outcome);
    };
    const onAbort = () => settle(new OperatorError('stopped', `${what}: stopped`));
    const cancel = clock.real.after(timeoutMs, () =>
      settle(new OperatorError('timeout', `${what}: no answer within ${timeoutMs / 1000} s`)),
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    const marks: Marks = {
      startedAt: clock.real.monotonic(),
      foundAt: null,
      connectedAt: null,
      secureAt: null,
    };
    end = run(marks, settle);
    if (settled) end();
  });
}
