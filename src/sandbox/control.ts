import { createServer, type Server } from 'node:http';
import { json as readJson } from 'node:stream/consumers';
import { z } from 'zod';
import type { AcceptedChange } from './changes.ts';
import type { ClockPace, SandboxClock } from './clock.ts';
import { FaultError, faultCatalogue } from './faults/catalogue.ts';
import type { Switchboard } from './faults/switchboard.ts';
import { isOwnHost } from './services/hosts.ts';
import type { RouterCounts } from './traffic-router/index.ts';

const faultRequest = z.strictObject({ name: z.string(), on: z.boolean() });
const faultAnswer = z.looseObject({ error: z.string().optional() });

const paceRequest = z.strictObject({ timeScale: z.number().min(1).max(100_000) });
const paceAnswer = z.object({ timeScale: z.number(), since: z.number(), at: z.number() });

/** What can be asked of a running sandbox, by its path; `change` gets the body of a POST. */
interface Page {
  read(): unknown;
  /** `understands` is said when the body is not that. */
  change?: { understands: string; make(body: unknown): unknown };
}

/**
 * The loopback HTTP API through which a running sandbox is told to break and to mend (`/faults`) and how fast its
 * clock is to run (`/clock`), and which tells what its router counted (`/router`), what was changed (`/changes`) and how
 * often it was read (`/reads`).
 */
export function createControlServer({
  switchboard,
  clock,
  router,
  changes,
  reads,
}: {
  switchboard: Switchboard;
  clock: SandboxClock;
  router: () => RouterCounts;
  changes: () => readonly AcceptedChange[];
  reads: () => Readonly<Record<string, number>>;
}): Server {
  const pages: Record<string, Page> = {
    '/faults': {
      read: () => ({ faults: switchboard.active(), known: faultCatalogue }),
      change: {
        understands: '{"name": FAULT, "on": true|false}',
        async make(body) {
          const { name, on } = faultRequest.parse(body);
          await switchboard.set(name, on);
          return { faults: switchboard.active() };
        },
      },
    },
    '/router': { read: router },
    '/changes': { read: changes },
    '/reads': { read: reads },
    '/clock': {
      read: clock.pace,
      change: {
        understands: '{"timeScale": 1 to 100000}',
        make(body) {
          clock.run(paceRequest.parse(body).timeScale);
          return clock.pace();
        },
      },
    },
  };
  return createServer((request, response) => {
    const page = pages[request.url ?? ''];
    const answer = (code: number, body: unknown) =>
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (!isOwnHost(request.headers.host)) {
      answer(421, { error: 'The control API answers to this machine only.' });
    } else if (request.headers.origin !== undefined) {
      answer(403, { error: 'The control API is not for web pages.' });
    } else if (page === undefined) {
      answer(404, { error: `There is only ${Object.keys(pages).join(', ')} here.` });
    } else if (request.method === 'GET') {
      answer(200, page.read());
    } else if (request.method === 'POST' && page.change !== undefined) {
      const { make, understands } = page.change;
      readJson(request)
        .then(make)
        .then(
          (changed) => answer(200, changed),
          (error: unknown) => {
            const wrong =
              error instanceof FaultError || error instanceof z.ZodError || error instanceof SyntaxError;
            const message = error instanceof FaultError ? error.message : `The body must be ${understands}.`;
            answer(wrong ? 400 : 500, { error: wrong ? message : String(error) });
          },
        );
    } else {
      answer(405, { error: 'Only GET and POST are understood.' });
    }
  });
}

/**
 * Tells the sandbox behind `controlUrl` to turn a fault on or off.
 * @throws FaultError with one sentence when it refuses or cannot be reached
 */
export async function requestFault(controlUrl: string, name: string, on: boolean): Promise<void> {
  await ask(controlUrl, '/faults', { name, on });
}

/**
 * Asks the sandbox behind `controlUrl` how its clock runs.
 * @param timeScale how fast it is to run from now on; undefined: as it does
 * @throws FaultError with one sentence when it refuses or cannot be reached
 */
export async function requestPace(controlUrl: string, timeScale: number | undefined): Promise<ClockPace> {
  return paceAnswer.parse(
    await ask(controlUrl, '/clock', timeScale === undefined ? undefined : { timeScale }),
  );
}

/** @param body what is posted; undefined only reads */
async function ask(controlUrl: string, path: string, body: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(new URL(path, controlUrl), {
      ...(body === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
      signal: AbortSignal.timeout(10_000),
    });
  } catch {
    throw new FaultError(`No sandbox answers at ${controlUrl}; start one with "acgs sandbox up".`);
  }
  if (!response.ok) {
    const { error } = faultAnswer.parse(await response.json().catch(() => ({})));
    throw new FaultError(error ?? `The sandbox answered ${response.status}.`);
  }
  return response.json();
}
