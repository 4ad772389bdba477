import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates.ts';

/** Answers one request; whatever it leaves open stays open until the server is closed. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

export interface ScriptedHttp {
  readonly port: number;
  readonly url: string;
  /** What was asked so far, oldest first. */
  readonly requests: readonly ReceivedRequest[];
  /** From now on `path` is answered so; `*` stands for every path without an answer of its own. */
  answer(path: string, answer: Answer): void;
  close(): Promise<void>;
}

/** An HTTP server, or an HTTPS server when it gets a certificate, that says what a test tells it to. */
export async function startScriptedHttp(options: { tls?: Certificate } = {}): Promise<ScriptedHttp> {
  const answers = new Map<string, Answer>();
  const requests: ReceivedRequest[] = [];
  const listener: RequestListener = (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    requests.push({ method: request.method ?? '', path: request.url ?? '/', headers: request.headers });
    response.on('error', () => {});
    const answer = answers.get(path) ?? answers.get('*') ?? status(404, 'not found');
    answer(request, response);
  };
  const { tls } = options;
  const server = tls
    ? createTlsServer({ cert: tls.certificate, key: tls.key }, listener)
    : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const port = portOf(server.address());
  return {
    port,
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests,
    answer: (path, answer) => void answers.set(path, answer),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(body: unknown, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** 200 with something that calls itself JSON and is not. */
export const invalidJson: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end('{"status": "healthy", ');
};

/** 200 with a page, as a login wall or a wrong port gives. */
export const html: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<!doctype html><title>Sign in</title><p>Please sign in.</p>');
};

/** A status with a text; for 429 and 503 give `retry-after` among the headers. */
export function status(code: number, text = '', headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(code, { 'content-type': 'text/plain', ...headers });
    response.end(text);
  };
}

/** 200 with `sizeBytes` of JSON string, sent as fast as it is read and without a Content-Length. */
export function large(sizeBytes: number): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('"');
    const chunk = Buffer.alloc(65_536, 'x');
    let remaining = sizeBytes;
    const send = () => {
      while (remaining > 0) {
        const part = chunk.subarray(0, Math.min(remaining, chunk.length));
        remaining -= part.length;
        if (!response.write(part)) {
          response.once('drain', send);
          return;
        }
      }
      response.end('"');
    };
    send();
  };
}

/** Redirects to itself for ever. */
export const redirectLoop: Answer = (request, response) => {
  response.writeHead(302, { location: request.url ?? '/' });
  response.end();
};

/** Sends the headers and then one byte at a time, never ending. */
export function slowDrip(intervalMs = 50): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), intervalMs);
    response.once('close', () => clearInterval(timer));
  };
}

/** Takes the request and never answers. */
export const silence: Answer = () => {};

/** Resets the connection instead of answering. */
export const reset: Answer = (request) => {
  request.socket.resetAndDestroy();
};

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP port.');
  return address.port;
}
