import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';

/**
 * Where the connection breaks. `before-request`: nothing of the request arrives. `before-answer`: it arrives and is
 * carried out, and nothing of the answer comes back. `within-answer`: half of the answer does.
 */
export type Cut = 'before-request' | 'before-answer' | 'within-answer';

/** Between a client and a server; cuts the connection of one request that the test names. */
export interface CuttingProxy {
  readonly port: number;
  /** The next request that `meant` knows by what is sent of it is cut so; whatever else is asked passes. */
  cutNext(cut: Cut): void;
  /** How many were cut. */
  cuts(): number;
  close(): Promise<void>;
}

/**
 * @param target with `authority` (PEM) it is spoken to over TLS, so that what clients send in the clear can be read
 * @param meant told what a client sends in one piece
 */
export async function startCuttingProxy(
  target: { port: number; authority?: string },
  meant: (sent: string) => boolean,
): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let next: Cut | null = null;
  let cuts = 0;

  const server = createServer({ noDelay: true }, (client) => {
    const { port, authority } = target;
    const upstream =
      authority === undefined
        ? connect(port, '127.0.0.1')
        : connectTls({ port, host: '127.0.0.1', ca: authority });
    let cut: Cut | null = null;
    const end = () => {
      client.resetAndDestroy();
      upstream.destroy();
    };
    client.on('data', (sent) => {
      if (next !== null && cut === null && meant(sent.toString('latin1'))) {
        cut = next;
        next = null;
        cuts += 1;
      }
      if (cut === 'before-request') end();
      else upstream.write(sent);
    });
    upstream.on('data', (answered: Buffer) => {
      if (cut === null) client.write(answered);
      else if (cut === 'before-answer') end();
      else client.end(answered.subarray(0, answered.length / 2), () => upstream.destroy());
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no TCP port.');
  return {
    port: address.port,
    cutNext(cut) {
      next = cut;
    },
    cuts: () => cuts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
