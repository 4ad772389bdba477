import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { PageFiles } from './page-files.ts';
import { NONCE_PLACEHOLDER } from './security-headers.ts';
import type { Sessions } from './sessions.ts';

/** A launch secret and its quotes are under 100 bytes. */
const MAX_SESSION_BODY_BYTES = 1024;

const sessionRequest = z.object({ secret: z.string() });

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string;
  /** Set when the body is a page that carries this nonce on its style elements. */
  styleNonce?: string;
}

export interface Resources {
  files: PageFiles;
  sessions: Sessions;
  sessionOpen: (request: IncomingMessage) => boolean;
}

export function plainAnswer(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
    body: `${text}\n`,
  };
}

/** The answer to a request whose Host and Origin have been found right. */
export async function answerRequest(request: IncomingMessage, resources: Resources): Promise<Answer> {
  const path = request.url?.split('?', 1)[0] ?? '';
  if (path === '/session') {
    return request.method === 'POST' ? openSession(request, resources.sessions) : notAllowed('POST');
  }
  if (path === '/rpc') {
    return resources.sessionOpen(request)
      ? plainAnswer(426, 'The contract is served over a WebSocket.', { Upgrade: 'websocket' })
      : plainAnswer(401, 'A session is needed.');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed('GET, HEAD');
  if (path === '/healthz') {
    return { ...plainAnswer(200, ''), body: 'ok' };
  }
  return sendFile(path, request, resources.files);
}

async function sendFile(path: string, request: IncomingMessage, files: PageFiles): Promise<Answer> {
  const acceptEncoding = request.headers['accept-encoding'];
  const file = await files.find(path, typeof acceptEncoding === 'string' ? acceptEncoding : '');
  if (!file) return plainAnswer(404, 'There is nothing at this address.');
  const headers: Record<string, string> = {
    'Content-Type': file.type,
    'Cache-Control': file.cacheControl,
    Vary: 'Accept-Encoding',
    ...(file.encoding === 'identity' ? {} : { 'Content-Encoding': file.encoding }),
  };
  if (!file.type.startsWith('text/html') || !file.body.includes(NONCE_PLACEHOLDER)) {
    return { status: 200, headers, body: file.body };
  }
  const styleNonce = randomBytes(16).toString('base64url');
  const body = file.body.toString('utf8').replaceAll(NONCE_PLACEHOLDER, styleNonce);
  // A page with a nonce must not be shown again with another policy.
  return { status: 200, headers: { ...headers, 'Cache-Control': 'no-store' }, body, styleNonce };
}

async function openSession(request: IncomingMessage, sessions: Sessions): Promise<Answer> {
  const body = await readBody(request, MAX_SESSION_BODY_BYTES);
  if (body === undefined) return plainAnswer(413, 'Too large.', { Connection: 'close' });
  const session = sessions.redeem(launchSecretOf(body) ?? '');
  if (session === undefined) {
    return plainAnswer(401, 'The launch secret is missing, used or too old: open a new address.');
  }
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body: JSON.stringify({ session }),
  };
}

function launchSecretOf(body: string): string | undefined {
  try {
    return sessionRequest.safeParse(JSON.parse(body)).data?.secret;
  } catch {
    return undefined;
  }
}

/** The body as text, undefined when it is larger; the rest is then drained, so that the answer arrives. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return undefined;
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    sizeBytes += bytes.length;
    if (sizeBytes <= maxBytes) chunks.push(bytes);
  }
  return sizeBytes > maxBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

function notAllowed(allow: string): Answer {
  return plainAnswer(405, `Only ${allow} is served here.`, { Allow: allow });
}
