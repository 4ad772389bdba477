import { connect } from 'node:net';
import { requirePart } from '../../scripts/provision/parts.ts';
import { freePort } from './free-port.ts';
import { startProcess, waitUntilReady } from './server-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestRedis {
  readonly port: number;
  readonly url: string;
  /** Stops the server and keeps its port for `start()`. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function startRedis(options: { password?: string } = {}): Promise<TestRedis> {
  const command = requirePart('redis');
  const folder = await temporaryFolder('redis');
  const port = await freePort();
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder.path, '--save', ''];
  if (options.password !== undefined) args.push('--requirepass', options.password);
  const launch = async () => {
    const server = startProcess({ name: 'redis', command, args });
    await waitUntilReady('Redis', server, () => answersPing(port));
    return server;
  };
  let server = await launch();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    stop: () => server.stop(),
    async start() {
      server = await launch();
    },
    async close() {
      await server.stop('SIGKILL');
      await folder.remove();
    },
  };
}

/** `-NOAUTH` is an answer too: the server is up and asks for a password. `-LOADING` is not ready. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(1000, () => socket.destroy());
    socket.once('data', (data) => {
      resolve(/^(\+PONG|-NOAUTH)/.test(data.toString('latin1')));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
