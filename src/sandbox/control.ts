import { createServer, type Server } from 'node:http';
import { json as readJson } from 'node:stream/consumers';
import { z } from 'zod';
import { FaultError, faultCatalogue } from './faults/catalogue.ts';
import type { Switchboard } from './faults/switchboard.ts';
import { isOwnHost } from './services/hosts.ts';

const faultRequest = z.strictObject({ name: z.string(), on: z.boolean() });
const faultAnswer = z.looseObject({ error: z.string().optional() });

/** The loopback HTTP API through which a running sandbox is told to break and to mend. */
export function createControlServer(switchboard: Switchboard): Server {
  return createServer((request, response) => {
    const answer = (code: number, body: unknown) =>
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (!isOwnHost(request.headers.host)) {
      answer(421, { error: 'The control API answers to this machine only.' });
    } else if (request.headers.origin !== undefined) {
      answer(403, { error: 'The control API is not for web pages.' });
    } else if (request.url !== '/faults') {
      answer(404, { error: 'There is only /faults here.' });
    } else if (request.method === 'GET') {
      answer(200, { faults: switchboard.active(), known: faultCatalogue });
    } else if (request.method === 'POST') {
      change(request, switchboard).then(
        () => answer(200, { faults: switchboard.active() }),
        (error: unknown) => {
          const wrong =
            error instanceof FaultError || error instanceof z.ZodError || error instanceof SyntaxError;
          const message =
            error instanceof FaultError
              ? error.message
              : 'The body must be {"name": FAULT, "on": true|false}.';
          answer(wrong ? 400 : 500, { error: wrong ? message : String(error) });
        },
      );
    } else {
      answer(405, { error: 'Only GET and POST are understood.' });
    }
  });
}

async function change(request: NodeJS.ReadableStream, switchboard: Switchboard): Promise<void> {
  const { name, on } = faultRequest.parse(await readJson(request));
  await switchboard.set(name, on);
}

/**
 * Tells the sandbox behind `controlUrl` to turn a fault on or off.
 * @throws FaultError with one sentence when it refuses or cannot be reached
 */
export async function requestFault(controlUrl: string, name: string, on: boolean): Promise<void> {
  let response: Response;
  try {
    response = await fetch(new URL('/faults', controlUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, on }),
      signal: AbortSignal.timeout(10_000),
    });
  } catch {
    throw new FaultError(`No sandbox answers at ${controlUrl}; start one with "acgs sandbox up".`);
  }
  if (!response.ok) {
    const { error } = faultAnswer.parse(await response.json().catch(() => ({})));
    throw new FaultError(error ?? `The sandbox answered ${response.status}.`);
  }
}
