import type { Client } from '../../contract/index.ts';
import type { Connection } from './client.ts';

/** A call or stream on one client that can be given up. */
export interface Request {
  /** For the call's options. */
  signal: AbortSignal;
  /** True once it was given up: what still arrives is for nobody. */
  ended(): boolean;
  end(): void;
}

/**
 * Ending a request tells the other side, unless the line is already cut: oRPC would try to send the
 * abort on a closed socket, and that failure has no one to catch it.
 */
export function openRequest(connection: Connection, client: Client): Request {
  const abort = new AbortController();
  let over = false;
  return {
    signal: abort.signal,
    ended: () => over,
    end() {
      if (over) return;
      over = true;
      if (connection.state.getState().client === client) abort.abort();
    },
  };
}
