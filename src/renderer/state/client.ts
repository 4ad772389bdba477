import { createORPCClient } from '@orpc/client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '../../contract/index.ts';
import { createSessionKeeper, takeLaunchSecret } from './session.ts';
import { type Line, portTransport, type Transport, webSocketTransport } from './transport.ts';
import { retryDelayMs, waitFor } from './wait.ts';

export type ConnectionState =
  | { phase: 'connecting'; client: null }
  | { phase: 'open'; client: Client }
  /** Times are this machine's epoch milliseconds. */
  | { phase: 'lost'; client: null; lostAt: number; retryAt: number }
  /** The session is not valid: only a new launch address helps. */
  | { phase: 'refused'; client: null };

export interface Connection {
  host: Transport['host'];
  state: StoreApi<ConnectionState>;
  /** Does not wait for the back-off. */
  retryNow(): void;
  close(): void;
}

/** Connects the way this page was opened: the preload script's port in Electron, else a WebSocket. */
export function connect(view: Window): Connection {
  const secret = takeLaunchSecret(view.location, view.history);
  const transport = view.navigator.userAgent.includes(' Electron/')
    ? portTransport(view)
    : webSocketTransport(createSessionKeeper(secret, view.sessionStorage, fetch.bind(view)), view.location);
  return keepConnected(transport, waitFor);
}

/**
 * Opens a line and opens another whenever it is cut, until it is told to stop or refused.
 * `wait` resolves after the time or when the signal is aborted.
 */
export function keepConnected(
  transport: Transport,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
): Connection {
  const state = createStore<ConnectionState>(() => ({ phase: 'connecting', client: null }));
  const stop = new AbortController();
  let line: Line | null = null;
  let skipWait = new AbortController();

  async function run(): Promise<void> {
    let attempt = 0;
    let lostAt: number | null = null;
    while (!stop.signal.aborted) {
      const opened = await transport.open(stop.signal);
      if (stop.signal.aborted) return;
      if (opened.ok) {
        attempt = 0;
        line = opened.line;
        state.setState({ phase: 'open', client: createORPCClient<Client>(line.link) }, true);
        await line.closed;
        line = null;
        lostAt = Date.now();
      } else if (opened.why === 'refused') {
        state.setState({ phase: 'refused', client: null }, true);
        return;
      }
      if (stop.signal.aborted) return;
      const delayMs = retryDelayMs(attempt++);
      lostAt ??= Date.now();
      state.setState({ phase: 'lost', client: null, lostAt, retryAt: Date.now() + delayMs }, true);
      skipWait = new AbortController();
      await wait(delayMs, AbortSignal.any([stop.signal, skipWait.signal]));
    }
  }
  void run();

  return {
    host: transport.host,
    state,
    retryNow: () => skipWait.abort(),
    close() {
      stop.abort();
      line?.close();
    },
  };
}
