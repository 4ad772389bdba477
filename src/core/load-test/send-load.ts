import type { Dispatcher } from 'undici';
import { OperatorError } from '../kernel/errors.ts';
import { asNetworkError } from '../kernel/network-error.ts';
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

/** More than the probes read of an answer nobody has to send. */
const MOST_BYTES = 1_048_576;
/** Where not one of so many is answered, or of a whole turn of the workers, the others are not sent. */
const UNANSWERED = 20;
const PROGRESS_MS = 250;
/** How much later than its time a request may be noticed to be late. */
const MOST_SWEEP_MS = 100;

/**
 * Sends requests, each worker the next one when the last is answered, and reads every answer to its end without
 * keeping it. With the same client as the probes: certificates are checked; and nothing is redirected. A request's
 * time is that from its first byte sent to its answer's last: how long it took to connect is told apart.
 *
 * When it is stopped its connections are closed; what was under way then is not counted.
 */
export async function sendLoad(
  plan: LoadPlan,
  options: { signal: AbortSignal; onProgress: (progress: LoadProgress) => void },
): Promise<LoadTally> {
  const undici = await import('undici');
  const { signal } = options;
  const { what, requests, timeoutMs } = plan;
  const workers = Math.min(plan.workers, requests);
  const target = new URL(plan.url);
  const request: Dispatcher.DispatchOptions = {
    method: 'GET',
    path: `${target.pathname}${target.search}`,
    headers: {
      accept: 'application/json',
      'user-agent': 'acgs-control-center',
      ...(plan.hostHeader === undefined ? {} : { host: plan.hostHeader }),
    },
  };
  const newClient = () =>
    new undici.Client(target.origin, {
      pipelining: 1,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      // Only a net: a request that is late ends its connection itself.
      connect: { timeout: timeoutMs * 2 },
    });
  const late = new OperatorError('timeout', `${what}: no answer within ${timeoutMs / 1000} s`);
  const tooLarge = new OperatorError('bad-answer', `${what}: the answer is too large`);
  const tally = createTally();
  const finished = Promise.withResolvers<LoadTally['ended']>();
  let [begun, idle] = [0, 0];
  let isOver = false;
  const finish = (how: LoadTally['ended']) => {
    isOver = true;
    finished.resolve(how);
  };

  const openLane = () => {
    let client = newClient();
    /** When its request was begun; null between two of them. */
    let since: number | null = null;
    let sentAt = 0;
    let isNew = true;

    const next = () => {
      if (isOver) return;
      const { answered, failed } = tally.progress();
      if (answered === 0 && failed >= Math.max(workers, UNANSWERED)) return finish('unanswered');
      if (begun === requests) {
        idle += 1;
        if (idle === workers) finish('complete');
        return;
      }
      begun += 1;
      since = performance.now();
      client.dispatch(request, handlerOf(client));
    };

    const failed = (error: OperatorError) => {
      since = null;
      tally.failed(error);
      // Not at once: what fails without waiting would leave nobody else a turn.
      setImmediate(next);
    };

    /** Ends the request that is under way together with its connection. */
    const cut = (error: OperatorError) => {
      const old = client;
      client = newClient();
      isNew = true;
      void old.destroy();
      failed(error);
    };

    const handlers = new WeakMap<object, Dispatcher.DispatchHandler>();
    const handlerOf = (of: typeof client): Dispatcher.DispatchHandler => {
      const known = handlers.get(of);
      if (known) return known;
      let [status, bytes] = [0, 0];
      // A connection that was given up on has nothing to say any more.
      const isMine = () => of === client && since !== null && !isOver;
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart() {
          sentAt = performance.now();
          if (isNew && since !== null) tally.connected(sentAt - since);
          isNew = false;
        },
        onResponseStart(_controller, code) {
          [status, bytes] = [code, 0];
        },
        onResponseData(_controller, chunk) {
          bytes += chunk.length;
          if (bytes > MOST_BYTES && isMine()) cut(tooLarge);
        },
        onResponseEnd() {
          if (!isMine()) return;
          tally.answered(status, performance.now() - sentAt, bytes);
          since = null;
          next();
        },
        onResponseError(_controller, error) {
          if (isMine()) failed(asNetworkError(error, what));
        },
      };
      handlers.set(of, handler);
      return handler;
    };

    return {
      begin: next,
      cutIfLate(now: number) {
        if (since !== null && now - since > timeoutMs) cut(late);
      },
      close: () => client.destroy(),
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
    const ended = await finished.promise;
    return tally.end(ended);
  } finally {
    clearInterval(sweep);
    clearInterval(telling);
    signal.removeEventListener('abort', onAbort);
    await Promise.all(lanes.map((lane) => lane.close()));
  }
}
