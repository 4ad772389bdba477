import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import type { Log } from '../core/kernel/log.ts';

/** What the preload script asks for, and what it gets: the same names are in src/preload. */
export const PORT_WANTED = 'acgs:port-wanted';
export const PORT = 'acgs:port';

/**
 * Gives the page its one way to the core: a message port, handed out only to the main frame of our own
 * page. A page that was reloaded asks again; its former port is closed.
 */
export function servePort(
  contents: WebContents,
  options: {
    pageOrigin: string;
    /** Listens on the port; what the page says before that waits in it. */
    connect: (port: MessagePortMain) => Promise<void>;
    log: Log;
  },
): void {
  const { pageOrigin, connect, log } = options;
  let close = () => {};
  contents.ipc.on(PORT_WANTED, (event) => {
    const frame = event.senderFrame;
    if (frame === null || frame.parent !== null || frame.origin !== pageOrigin) {
      log.warn('port refused', { origin: frame?.origin ?? null, subframe: frame?.parent != null });
      return;
    }
    close();
    const { port1, port2 } = new MessageChannelMain();
    close = closeOnce(port1);
    contents.postMessage(PORT, null, [port2]);
    connect(port1).then(
      () => port1.start(),
      (error: unknown) => log.error('port not connected', { error }),
    );
  });
  contents.on('destroyed', () => close());
}

/**
 * Electron documents `close` for the remote end only, and the streams behind a port must end either
 * way: the event is ours to give when the closing is ours.
 */
function closeOnce(port: MessagePortMain): () => void {
  let open = true;
  port.once('close', () => {
    open = false;
  });
  return () => {
    if (!open) return;
    port.close();
    if (open) port.emit('close');
  };
}
