import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../kernel/clock.ts';
import { createLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { createHttpClient } from './http/client.ts';
import { openInflux } from './influx.ts';
import { openPostgres } from './postgres.ts';
import { openPrometheus } from './prometheus.ts';
import { openRedis } from './redis.ts';
import { createSecrets } from './secrets.ts';

const PASSWORD = 'planted-password-1';

const HTML = '<!doctype html><p>login</p>';
const page = (status: string, type: string, body: string) =>
  `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;

/** Each connection asked for its status, as the probe does. */
const CONNECTIONS = {
  PostgreSQL: (port, deps) =>
    openPostgres({ url: `postgres://acgs@127.0.0.1:${port}/acgs`, password: { env: 'P' } }, deps),
  Redis: (port, deps) => openRedis({ url: `redis://127.0.0.1:${port}`, password: { env: 'P' } }, deps),
  InfluxDB: (port, deps) =>
    openInflux(
      { url: `http://127.0.0.1:${port}`, database: 'acgs', user: 'a', password: { env: 'P' } },
      deps,
    ),
  Prometheus: (port, deps) => openPrometheus({ url: `http://127.0.0.1:${port}`, token: { env: 'P' } }, deps),
} satisfies Record<
  string,
  (
    port: number,
    deps: Parameters<typeof openPostgres>[1] & Parameters<typeof openInflux>[1],
  ) => { status(): Promise<unknown>; close(): Promise<void> }
>;

type Name = keyof typeof CONNECTIONS;

describe('a server that is not what the profile says', () => {
  let server: Server | undefined;
  const sockets = new Set<Socket>();
  const ending: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    await Promise.all(ending.splice(0).map((end) => end()));
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
    server = undefined;
  });

  const listen = (onData: (socket: Socket) => void): Promise<number> => {
    const listening = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('data', () => onData(socket));
    });
    server = listening;
    return new Promise((resolve) => {
      listening.listen(0, '127.0.0.1', () => {
        const address = listening.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  };

  /** The failure of one look, after checking that the password is in neither error nor log. */
  const lookAt = async (name: Name, port: number, timeoutMs: number): Promise<unknown> => {
    const redactor = createRedactor();
    const lines: string[] = [];
    const log = createLog({
      redactor,
      level: 'debug',
      destination: { write: (line) => void lines.push(line) },
    });
    const http = createHttpClient({ clock: systemClock() });
    const secrets = createSecrets({ env: { P: PASSWORD }, redactor });
    const connection = CONNECTIONS[name](port, { secrets, clock: systemClock(), log, timeoutMs, http });
    ending.push(
      () => connection.close(),
      () => http.close(),
    );
    const error: unknown = await connection.status().then(
      () => undefined,
      (failure: unknown) => failure,
    );
    log.warn('probe failed', { error });
    expect(lines.join('\n')).not.toContain(PASSWORD);
    expect(String(error)).not.toContain(PASSWORD);
    return error;
  };

  it.each<Name>(['PostgreSQL', 'Redis', 'InfluxDB', 'Prometheus'])('%s: hangs', async (name) => {
    const port = await listen(() => {});
    expect(await lookAt(name, port, 200)).toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(new RegExp(`^${name} at 127\\.0\\.0\\.1:${port}: no answer`)),
    });
  });

  it.each<Name>(['PostgreSQL', 'Redis', 'InfluxDB', 'Prometheus'])('%s: hangs up', async (name) => {
    const port = await listen((socket) => socket.destroy());
    expect(await lookAt(name, port, 5_000)).toMatchObject({
      code: 'unreachable',
      message: `${name} at 127.0.0.1:${port}: the connection was cut`,
    });
  });

  it.each<[Name, string]>([
    ['Redis', page('400 Bad Request', 'text/html', HTML)],
    ['InfluxDB', page('200 OK', 'text/html', HTML)],
    ['Prometheus', page('200 OK', 'text/html', HTML)],
    ['InfluxDB', page('200 OK', 'application/json', '{"results":7}')],
    ['Prometheus', page('200 OK', 'application/json', '[]')],
  ])('%s: is a web server', async (name, answer) => {
    const port = await listen((socket) => socket.end(answer));
    expect(await lookAt(name, port, 5_000)).toMatchObject({
      code: 'bad-answer',
      message: expect.stringContaining(`${name} at 127.0.0.1:${port}: `),
    });
  });

  it.each<[string, string, Name]>([
    ['401 Unauthorized', 'unauthenticated', 'InfluxDB'],
    ['403 Forbidden', 'forbidden', 'InfluxDB'],
    ['401 Unauthorized', 'unauthenticated', 'Prometheus'],
    ['503 Service Unavailable', 'server-error', 'Prometheus'],
  ])('HTTP %s is %s for %s', async (status, code, name) => {
    const port = await listen((socket) => socket.end(page(status, 'text/plain', 'no')));
    expect(await lookAt(name, port, 5_000)).toMatchObject({ code });
  });
});
