import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { openPageFiles, type PageFiles } from '../src/server/page-files.ts';
import { NONCE_PLACEHOLDER, securityHeaders } from '../src/server/security-headers.ts';
import { SCENARIOS, scenarioNamed } from './scenarios/catalog.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { scriptedRouter } from './scripted-router.ts';
import { Stage } from './stage.ts';

/** Where `electron-vite build` puts the page. */
const PAGE = resolve(import.meta.dirname, '../out/renderer');

export interface ScriptedHost {
  /** The page with its launch secret. */
  url: string;
  stage: Stage;
  /** Cuts every connection and refuses new ones until `comeBack`. */
  goAway: () => void;
  comeBack: () => void;
  close: () => Promise<void>;
}

/**
 * Serves the built page with the contract answered from a scenario instead of a system. It speaks the
 * browser host's protocol and guards nothing: for tests and for designing, on loopback only.
 */
export async function startScriptedHost(
  scenario: Scenario,
  options: { port?: number } = {},
): Promise<ScriptedHost> {
  const stage = new Stage(scenario);
  const handler = new RPCHandler(scriptedRouter(stage));
  const secret = randomUUID();
  const session = randomUUID();
  const files = openPageFiles(PAGE);
  const sockets = new Set<WebSocket>();
  let away = false;

  const server = createServer((request, response) => {
    if (away) {
      request.socket.destroy();
      return;
    }
    answer(request, response, { secret, session, files, port: portOf(server) }).catch(() => {
      response.writeHead(500).end();
    });
  });
  const upgrader = new WebSocketServer({ noServer: true, handleProtocols: () => 'acgs.v1' });
  server.on('upgrade', (request, socket, head) => {
    const offered = request.headers['sec-websocket-protocol'] ?? '';
    if (away || request.url !== '/rpc' || !offered.includes(`acgs.session.${session}`)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    upgrader.handleUpgrade(request, socket, head, (client) => {
      sockets.add(client);
      client.on('close', () => sockets.delete(client));
      void handler.upgrade(client);
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');

  const cut = () => {
    for (const client of sockets) client.terminate();
    sockets.clear();
  };
  return {
    url: `http://127.0.0.1:${portOf(server)}/#t=${secret}`,
    stage,
    goAway: () => {
      away = true;
      cut();
    },
    comeBack: () => {
      away = false;
    },
    close: async () => {
      stage.close();
      cut();
      upgrader.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  own: { secret: string; session: string; files: PageFiles; port: number },
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === '/healthz') {
    response.end('ok');
    return;
  }
  if (request.method === 'POST' && path === '/session') {
    const known = (await bodyOf(request)).includes(own.secret);
    response.writeHead(known ? 200 : 401, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(known ? { session: own.session } : {}));
    return;
  }
  const file = await own.files.find(path, 'identity');
  if (!file) {
    response.writeHead(404).end('Not found. Is the page built?');
    return;
  }
  const isPage = file.type.startsWith('text/html');
  const nonce = isPage && file.body.includes(NONCE_PLACEHOLDER) ? randomUUID() : null;
  response.writeHead(200, {
    ...securityHeaders(own.port, nonce),
    'Content-Type': file.type,
    'Cache-Control': 'no-store',
  });
  response.end(nonce === null ? file.body : file.body.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce));
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The scripted host has no port.');
  return address.port;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** `node e2e/scripted-host.ts SCENARIO [PORT]` shows the page in that situation, living. */
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const name = process.argv[2];
  if (name === undefined) {
    for (const scenario of SCENARIOS) console.log(`${scenario.name.padEnd(16)}${scenario.about}`);
  } else {
    const host = await startScriptedHost(scenarioNamed(name), { port: Number(process.argv[3] ?? 0) });
    setInterval(() => host.stage.refresh(), 1000);
    console.log(host.url);
  }
}
