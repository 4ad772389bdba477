import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { OperatorError } from '../kernel/errors.ts';
import { asNetworkError } from '../kernel/network-error.ts';
import { createAnswerReader } from './answer-reader.ts';
import { createTally, type LoadProgress, type LoadTally } from './tally.ts';

/** What is sent where. Holds no secret. */
export interface LoadPlan {
  url: string;
  hostHeader: string | undefined;
  /** The other side as the operator knows it: `Governance at 127.0.0.1:8005`. */
  what: string;
  requests: number;
  /** So many are under way at once, each on a connection of its own that is kept. */
  workers: number;
  /** For each request, from asking to the last byte of its answer. */
  timeoutMs: number;
}

/** Where not one of so many is answered, or of a whole turn of the workers, the others are not sent. */
const UNANSWERED = 20;
const PROGRESS_MS = 250;
/** How much later than its time a request may be noticed to be late. */
const MOST_SWEEP_MS = 100;
/** What is read at once of a connection; one room for it all the time. */
const ROOM_BYTES = 16_384;

/**
 * Sends requests, each worker the next one when the last is answered, and reads every answer to its end without
 * keeping it. Certificates are checked as the probes check them, and nothing is redirected. A request's time is that
 * from its first byte sent to its answer's last: how long it took to connect is told apart.
 *
 * When it is stopped its connections are closed; what was under way then is not counted.
 *
 * @throws OperatorError `profile` when the Host header is none
 */
export async function sendLoad(
  plan: LoadPlan,
  options: { signal: AbortSignal; onProgress: (progress: LoadProgress) => void },
): Promise<LoadTally> {
  const { signal } = options;
  const { what, requests, timeoutMs } = plan;
  const workers = Math.min(plan.workers, requests);
  const request = requestOf(plan);
  const late = new OperatorError('timeout', `${what}: no answer within ${timeoutMs / 1000} s`);
  const tally = createTally();
  const finished = Promise.withResolvers<LoadTally['ended']>();
  let [begun, idle] = [0, 0];
  let isOver = false;
  const finish = (how: LoadTally['ended']) => {
    isOver = true;
    finished.resolve(how);
  };

  const openLane = () => {
    const reader = createAnswerReader(what);
    let socket: Socket | null = null;
    /** When its request was begun; null between two of them. */
    let since: number | null = null;
    let sentAt = 0;

    const next = () => {
      if (isOver) return;
      if (tally.failedAlone() >= Math.max(workers, UNANSWERED)) return finish('unanswered');
      if (begun === requests) {
        idle += 1;
        if (idle === workers) finish('complete');
        return;
      }
      begun += 1;
      since = performance.now();
      if (socket === null) socket = open();
      else send(socket, since);
    };

    const send = (to: Socket, now: number) => {
      sentAt = now;
      reader.begin();
      to.write(request);
    };

    /** Ends the request that is under way together with its connection. */
    const fail = (error: OperatorError) => {
      since = null;
      socket?.destroy();
      socket = null;
      tally.failed(error);
      // Not at once: what fails without waiting would leave nobody else a turn.
      setImmediate(next);
    };

    const succeed = () => {
      since = null;
      tally.answered(reader.status, performance.now() - sentAt, reader.bodyBytes);
      if (!reader.keepsOpen) {
        socket?.destroy();
        socket = null;
      }
      next();
    };

    const open = (): Socket => {
      let problem: unknown = Object.assign(new Error('closed without an answer'), { code: 'ECONNRESET' });
      const mine = dial(plan, (bytes) => {
        if (mine !== socket || isOver) return;
        try {
          if (since === null) mine.destroy();
          else if (reader.take(bytes)) succeed();
        } catch (error) {
          fail(asNetworkError(error, what));
        }
      });
      mine.once('connected', () => {
        if (mine !== socket || since === null || isOver) return;
        const now = performance.now();
        tally.connected(now - since);
        send(mine, now);
      });
      mine.on('error', (error) => {
        problem = error;
      });
      mine.once('close', () => {
        if (mine !== socket || isOver) return;
        socket = null;
        if (since === null) return;
        if (reader.close()) succeed();
        else fail(asNetworkError(problem, what));
      });
      return mine;
    };

    return {
      begin: next,
      cutIfLate(now: number) {
        if (since !== null && now - since > timeoutMs) fail(late);
      },
      close: () => socket?.destroy(),
    };
  };

  const lanes = Array.from({ length: workers }, openLane);
  const onAbort = () => finish('stopped');
  const sweep = setInterval(
    () => {
      const now = performance.now();
      for (const lane of lanes) lane.cutIfLate(now);
    },
    Math.min(timeoutMs / 10, MOST_SWEEP_MS),
  );
  const telling = setInterval(() => options.onProgress(tally.progress()), PROGRESS_MS);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    tally.begin();
    if (signal.aborted) onAbort();
    for (const lane of lanes) lane.begin();
    return tally.end(await finished.promise);
  } finally {
    clearInterval(sweep);
    clearInterval(telling);
    signal.removeEventListener('abort', onAbort);
    for (const lane of lanes) lane.close();
  }
}

/** Connects; says `connected` once requests can be sent. */
function dial({ url, hostHeader }: LoadPlan, onBytes: (bytes: Buffer) => void): Socket {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol === 'https:') {
    const name = (hostHeader ?? host).replace(/:\d+$/, '');
    const socket = connectTls({
      host,
      port: Number(port || 443),
      ALPNProtocols: ['http/1.1'],
      ...(isIP(name) === 0 ? { servername: name } : {}),
    });
    socket.setNoDelay(true);
    return socket.once('secureConnect', () => socket.emit('connected')).on('data', onBytes);
  }
  const onread = {
    buffer: Buffer.alloc(ROOM_BYTES),
    callback(count: number, room: Uint8Array) {
      onBytes(Buffer.from(room.buffer, room.byteOffset, count));
      return true;
    },
  };
  const socket = connect({ host, port: Number(port || 80), noDelay: true, onread });
  return socket.once('connect', () => socket.emit('connected'));
}

/** The bytes of the one request that is sent again and again. */
function requestOf({ url, hostHeader }: LoadPlan): Buffer {
  const { host, pathname, search } = new URL(url);
  const name = hostHeader ?? host;
  if (!/^[\x21-\x7e]+$/.test(name)) throw new OperatorError('profile', `"${name}" cannot be a Host header`);
  const lines = [
    `GET ${pathname}${search} HTTP/1.1`,
    `host: ${name}`,
    'accept: application/json',
    'user-agent: acgs-control-center',
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
