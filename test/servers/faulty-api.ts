import { createServer } from 'node:http';
import { request } from 'node:https';
import type { TestControlPlane } from './control-plane.ts';
import type { Answer } from './scripted-http.ts';

/** A gateway before a real API server that can answer in its place. */
export interface FaultyApi {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Ends every open connection and answers each request so from now on. */
  fail(answer: Answer): void;
  /** Passes requests on again. */
  heal(): void;
  close(): Promise<void>;
}

export async function startFaultyApi(
  target: Pick<TestControlPlane, 'port' | 'authority'>,
): Promise<FaultyApi> {
  let fault: Answer | null = null;
  const server = createServer((incoming, outgoing) => {
    outgoing.on('error', () => {});
    if (fault) {
      fault(incoming, outgoing);
      return;
    }
    const { url = '/', method = 'GET', headers } = incoming;
    const onward = request(
      { host: '127.0.0.1', port: target.port, path: url, method, headers, ca: target.authority },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        outgoing.flushHeaders();
        answer.on('error', () => outgoing.destroy()).pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The gateway has no TCP port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    fail(answer) {
      fault = answer;
      server.closeAllConnections();
    },
    heal() {
      fault = null;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
