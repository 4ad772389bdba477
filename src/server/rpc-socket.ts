import type { AnyRouter } from '@orpc/server';
import { onError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/websocket';
import type { WebSocket } from 'ws';
import type { Cancel, Clock } from '../core/kernel/clock.ts';
import type { Log } from '../core/kernel/log.ts';

/** A page that is gone without a word (a closed lid, a dropped tunnel) is noticed after two of these. */
const PING_INTERVAL_MS = 30_000;
/**
 * oRPC has no back-pressure: what a reader does not take piles up here. A page this far behind is cut
 * off and starts again from the latest state when it comes back.
 */
const MAX_BUFFERED_BYTES = 32 * 1024 * 1024;

export interface RpcSockets {
  /** Serves the contract over an admitted WebSocket until either side closes it. */
  serve(socket: WebSocket): void;
}

export function createRpcSockets(options: { router: AnyRouter; clock: Clock; log: Log }): RpcSockets {
  const { clock, log } = options;
  const handler = new RPCHandler<Record<never, never>>(options.router, {
    interceptors: [onError((error) => log.debug('rpc call failed', { error }))],
  });

  return {
    serve(socket) {
      const peer = { send: socket.send.bind(socket), addEventListener: () => undefined };
      const stopPinging = keepAlive(socket, clock);
      socket.on('message', (data, isBinary) => {
        const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(new Uint8Array(data));
        const message = isBinary ? new Uint8Array(bytes).buffer : bytes.toString('utf8');
        handler.message(peer, message, { context: {} }).catch((error: unknown) => {
          log.debug('not an rpc message', { error });
          socket.close(1007, 'not an rpc message');
        });
      });
      socket.on('error', (error) => log.debug('websocket failed', { error }));
      socket.on('close', () => {
        stopPinging();
        handler.close(peer);
      });
    },
  };
}

function keepAlive(socket: WebSocket, clock: Clock): Cancel {
  let answered = true;
  let cancel: Cancel = () => {};
  const ping = () => {
    if (!answered || socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
    cancel = clock.after(PING_INTERVAL_MS, ping);
  };
  socket.on('pong', () => {
    answered = true;
  });
  cancel = clock.after(PING_INTERVAL_MS, ping);
  return () => cancel();
}
