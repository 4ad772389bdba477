import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP connection between a test and a server that the test can break in every way a network does. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that are open now. */
  connections(): number;
  /** Resets every open connection; new ones are served. */
  cut(): void;
  /** Half-open: connections stay, new ones are accepted, and no byte passes in either direction. */
  blackhole(): void;
  /** Resets every open connection and refuses new ones, as when the server's machine is up and the server is not. */
  refuse(): Promise<void>;
  /** Serves again; connections held by `blackhole` go on where they stopped. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

export async function startTcpProxy(target: { port: number; host?: string }): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let held = false;

  const accept = (client: Socket) => {
    const upstream = connect(target.port, target.host ?? '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    forward(client, upstream);
    forward(upstream, client);
    if (held) hold(pair);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.once('close', () => {
        pairs.delete(pair);
        // A connection that is held tells nobody that its other end has gone.
        if (!held) for (const other of pair) other.destroy();
      });
    }
  };

  const cut = () => {
    for (const pair of [...pairs]) for (const socket of pair) socket.resetAndDestroy();
  };

  let server = await listen(accept, 0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no TCP port.');
  const { port } = address;

  return {
    port,
    connections: () => pairs.size,
    cut,
    blackhole() {
      held = true;
      for (const pair of pairs) hold(pair);
    },
    async refuse() {
      await stopListening(server, cut);
    },
    async resume() {
      if (held) {
        held = false;
        for (const [client, upstream] of pairs) {
          forward(client, upstream);
          forward(upstream, client);
        }
      }
      if (!server.listening) server = await listen(accept, port);
    },
    async close() {
      await stopListening(server, cut);
    },
  };
}

function forward(from: Socket, to: Socket): void {
  from.pipe(to);
  from.resume();
}

function hold(pair: readonly [Socket, Socket]): void {
  for (const socket of pair) socket.unpipe().pause();
}

function listen(accept: (client: Socket) => void, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: false, noDelay: true }, accept);
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function stopListening(server: Server, cut: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    cut();
  });
}
