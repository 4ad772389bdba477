import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A loopback port that can be shut and opened again at the same number, and can fall silent. */
export interface Loopback {
  readonly port: number;
  /** Really closes the port and every connection: the next connection is refused. */
  shut(): Promise<void>;
  open(): Promise<void>;
  /** While silent, connections are accepted and then never heard of again. */
  silence(on: boolean): void;
}

/** What takes over an accepted connection: a server of `node:http`, `node:https` or `node:net`. */
interface Backend {
  emit(event: 'connection', socket: Socket): boolean;
}

/**
 * Listens on a free port of 127.0.0.1 and hands connections to `backend`, which itself never listens.
 * Standing in front of the protocol is what lets a TLS handshake hang like a dead load balancer's.
 */
export async function listenOnLoopback(backend: Backend, port = 0): Promise<Loopback> {
  const sockets = new Set<Socket>();
  const held = new Set<Socket>();
  let silent = false;
  const front: Server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      held.delete(socket);
    });
    if (silent) {
      held.add(socket);
    } else {
      backend.emit('connection', socket);
    }
  });
  const open = async (at: number) => {
    front.listen(at, '127.0.0.1');
    await once(front, 'listening');
  };
  await open(port);
  const address = front.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the loopback port has no number');
  }
  return {
    port: address.port,
    async shut() {
      if (!front.listening) {
        return;
      }
      const closed = once(front, 'close');
      front.close();
      for (const socket of sockets) {
        socket.destroy();
      }
      await closed;
    },
    async open() {
      if (!front.listening) {
        await open(address.port);
      }
    },
    silence(on) {
      silent = on;
      if (!on) {
        for (const socket of held) {
          held.delete(socket);
          backend.emit('connection', socket);
        }
      }
    },
  };
}
