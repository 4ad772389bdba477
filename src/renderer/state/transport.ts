import type { ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import type { SessionKeeper } from './session.ts';

/** What carries the calls; an oRPC link over a socket or a port. */
export type Link = ClientLink<Record<never, never>>;

/** One open line to the core. oRPC does not reconnect: when `closed` settles, open another. */
export interface Line {
  link: Link;
  closed: Promise<void>;
  close(): void;
}

export type OpenResult = { ok: true; line: Line } | { ok: false; why: 'refused' | 'unreachable' };

export interface Transport {
  host: 'electron' | 'browser';
  open(signal: AbortSignal): Promise<OpenResult>;
}

/** The browser host: a WebSocket that carries the session as a subprotocol, because it can carry no header. */
export function webSocketTransport(keeper: SessionKeeper, location: Location): Transport {
  return {
    host: 'browser',
    async open(signal) {
      const session = await keeper.obtain(signal);
      if (!session.ok) return session;
      const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
      const address = `${scheme}://${location.host}/rpc`;
      // A browser does not tell why a handshake failed. A server that was well before it and after it no longer
      // knows our session; one that is well only after it may just have come back.
      let wasWell = false;
      for (;;) {
        const line = await shakeHands(address, ['acgs.v1', `acgs.session.${session.session}`]);
        if (line) return { ok: true, line };
        if (!(await answers(signal))) return { ok: false, why: 'unreachable' };
        if (wasWell) break;
        wasWell = true;
      }
      keeper.forget();
      return { ok: false, why: 'refused' };
    },
  };
}

/** Null when the server did not let us in, or was not there. */
async function shakeHands(address: string, protocols: string[]): Promise<Line | null> {
  const socket = new WebSocket(address, protocols);
  const closed = once(socket, 'close');
  const opened = await Promise.race([once(socket, 'open').then(() => true), closed.then(() => false)]);
  if (!opened) return null;
  return { link: new WebSocketLink({ websocket: socket }), closed, close: () => socket.close() };
}

/** Electron: the preload script hands over a MessagePort through `window.postMessage` once the page has loaded. */
export function portTransport(view: Window): Transport {
  const waiting: MessagePort[] = [];
  let wake: (() => void) | null = null;
  view.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (event.source !== view || event.data?.type !== 'acgs-port' || !port) return;
    waiting.push(port);
    wake?.();
  });

  return {
    host: 'electron',
    async open(signal) {
      while (waiting.length === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      // The newest one: ports that came before belong to lines the host has already dropped.
      const port = waiting.splice(0).at(-1);
      if (!port) return { ok: false, why: 'unreachable' };
      const closed = once(port, 'close');
      const link = new PortLink({ port });
      port.start();
      return { ok: true, line: { link, closed, close: () => port.close() } };
    },
  };
}

async function answers(signal: AbortSignal): Promise<boolean> {
  try {
    return (await fetch('/healthz', { cache: 'no-store', signal })).ok;
  } catch {
    return false;
  }
}

function once(target: EventTarget, type: string): Promise<void> {
  return new Promise((resolve) => target.addEventListener(type, () => resolve(), { once: true }));
}
