import { once } from 'node:events';
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AnyRouter } from '@orpc/server';
import { WebSocketServer } from 'ws';
import { type Clock, sleep } from '../core/kernel/clock.ts';
import { OperatorError } from '../core/kernel/errors.ts';
import type { Log } from '../core/kernel/log.ts';
import { type Refusal, refusalOf } from './admission.ts';
import { type Answer, answerRequest, plainAnswer } from './answers.ts';
import { openPageFiles } from './page-files.ts';
import { createRpcSockets } from './rpc-socket.ts';
import { securityHeaders } from './security-headers.ts';
import { createSessions } from './sessions.ts';

/** The contract's questions are small; whatever is larger is not one. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const PROTOCOL = 'acgs.v1';
const SESSION_PROTOCOL = 'acgs.session.';
/** How long open pages get to say goodbye when the host stops. */
const GOODBYE_MS = 500;

export interface BrowserHost {
  readonly port: number;
  /** A new address with a launch secret of its own, good for one page within 60 s. */
  issueAddress(): string;
  /** Closes the port and every connection. */
  close(): Promise<void>;
}

/**
 * Serves the page and the contract to a browser of this machine: 127.0.0.1 only, every request checked
 * for Host and Origin, the contract only with a session.
 *
 * @param options.port 0 takes a free one
 * @throws OperatorError `usage` when the port is taken or not allowed
 */
export async function startBrowserHost(options: {
  router: AnyRouter;
  pageFolder: string;
  port: number;
  clock: Clock;
  log: Log;
}): Promise<BrowserHost> {
  const { clock, log } = options;
  const sessions = createSessions(clock);
  const files = openPageFiles(options.pageFolder);
  const sockets = createRpcSockets({ router: options.router, clock, log });
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  let port = options.port;

  const sessionOpen = (request: IncomingMessage) =>
    offeredProtocols(request)
      .filter((protocol) => protocol.startsWith(SESSION_PROTOCOL))
      .some((protocol) => sessions.isOpen(protocol.slice(SESSION_PROTOCOL.length)));

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const refusal = admissionOf(request, port);
    if (refusal) return plainAnswer(refusal.status, refusal.reason);
    try {
      return await answerRequest(request, { files, sessions, sessionOpen });
    } catch (error) {
      log.error('request failed', { error });
      return plainAnswer(500, 'The server failed to answer; its log says why.');
    }
  };

  const server = createServer({ headersTimeout: 10_000, requestTimeout: 20_000 }, (request, response) => {
    void answer(request).then((it) => {
      response.writeHead(it.status, {
        ...securityHeaders(port, it.styleNonce ?? null),
        'Content-Length': Buffer.byteLength(it.body),
        ...it.headers,
      });
      response.end(request.method === 'HEAD' ? undefined : it.body);
    });
  });

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', (error) => log.debug('upgrade failed', { error }));
    const refusal = admissionOf(request, port) ?? upgradeRefusal(request, sessionOpen);
    if (refusal) {
      refuseUpgrade(socket, refusal, port);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => sockets.serve(webSocket));
  });
  // ws answers a malformed handshake itself; this keeps the security headers on that answer too.
  webSockets.on('wsClientError', (_error, socket) => {
    refuseUpgrade(socket, { status: 400, reason: 'Not a WebSocket handshake.' }, port);
  });
  server.on('clientError', (_error, socket) => {
    refuseUpgrade(socket, { status: 400, reason: 'Not an HTTP request.' }, port);
  });

  port = await listen(server, options.port);

  return {
    port,
    issueAddress: () => `http://127.0.0.1:${port}/#t=${sessions.issueLaunchSecret()}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const client of webSockets.clients) client.close(1001, 'the control center stops');
      const late = new AbortController();
      await Promise.race([closed, sleep(clock, GOODBYE_MS, late.signal).catch(() => undefined)]);
      late.abort();
      for (const client of webSockets.clients) client.terminate();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why =
      code === 'EADDRINUSE'
        ? 'something else listens there'
        : code === 'EACCES'
          ? 'this user may not use it'
          : 'it cannot be opened';
    throw new OperatorError('usage', `port ${port} of 127.0.0.1: ${why}`, {
      hint: 'Choose another one with --port, or leave it out for a free one.',
      cause: error,
    });
  }
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function admissionOf(request: IncomingMessage, port: number): Refusal | undefined {
  return refusalOf(
    {
      host: request.headersDistinct.host ?? [],
      origin: request.headers.origin,
      fetchSite: one(request.headers['sec-fetch-site']),
      fetchMode: one(request.headers['sec-fetch-mode']),
    },
    port,
  );
}

function upgradeRefusal(
  request: IncomingMessage,
  sessionOpen: (request: IncomingMessage) => boolean,
): Refusal | undefined {
  const path = request.url?.split('?', 1)[0];
  if (path !== '/rpc') return { status: 404, reason: 'The WebSocket is at /rpc.' };
  if (!sessionOpen(request)) return { status: 401, reason: 'A session is needed.' };
  if (request.method !== 'GET' || request.headers.upgrade?.toLowerCase() !== 'websocket') {
    return { status: 400, reason: 'Not a WebSocket handshake.' };
  }
  if (!offeredProtocols(request).includes(PROTOCOL)) {
    return { status: 400, reason: `The subprotocol is ${PROTOCOL}.` };
  }
  return undefined;
}

function refuseUpgrade(socket: Duplex, refusal: Refusal, port: number): void {
  if (socket.destroyed || !socket.writable) return;
  const body = `${refusal.reason}\n`;
  const headers = {
    ...securityHeaders(port, null),
    Connection: 'close',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const status = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}\r\n`;
  socket.end(`${status}${lines.join('')}\r\n${body}`, () => socket.destroy());
}

function offeredProtocols(request: IncomingMessage): string[] {
  return (one(request.headers['sec-websocket-protocol']) ?? '').split(',').map((part) => part.trim());
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
