import type { ServerResponse } from 'node:http';
import type { Pace } from '../pace.ts';
import { linesBetween, readLog, renderLine } from './logs.ts';
import type { Cluster } from './resources.ts';

interface LogSource {
  cluster: Cluster;
  pace: Pace;
  seed: number;
  now: () => number;
  /** Writes now, or once the server is no longer silent. */
  whenAudible: (act: () => void) => void;
}

const followEveryMs = 500;

/** Answers `GET pods/NAME/log`, and goes on with each new line when asked to follow. */
export function sendLog(
  { cluster, pace, seed, now, whenAudible }: LogSource,
  response: ServerResponse,
  query: URLSearchParams,
  namespace: string | undefined,
  name: string,
): void {
  const number = (key: string) => (query.has(key) ? Number(query.get(key)) : undefined);
  const timestamps = query.get('timestamps') === 'true';
  const limitBytes = number('limitBytes');
  let shownUntil = now();
  const lines = readLog(
    seed,
    cluster.pods.get(namespace, name),
    {
      container: query.get('container') ?? undefined,
      tailLines: number('tailLines'),
      sinceMs: sinceOf(query, shownUntil),
      previous: query.get('previous') === 'true',
    },
    shownUntil,
  );
  const text = Buffer.from(lines.map((line) => renderLine(line, timestamps)).join(''));
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.write(text.subarray(0, limitBytes));
  if (query.get('follow') !== 'true') {
    response.end();
    return;
  }
  const stop = pace.every(followEveryMs, () => {
    const until = now();
    const current = cluster.pods.find(namespace, name);
    if (current === undefined) {
      response.end();
      return;
    }
    for (const line of linesBetween(seed, current, shownUntil, until)) {
      whenAudible(() => response.write(renderLine(line, timestamps)));
    }
    shownUntil = until;
  });
  response.on('close', stop);
}

function sinceOf(query: URLSearchParams, nowMs: number): number | undefined {
  const time = query.get('sinceTime');
  const seconds = query.get('sinceSeconds');
  if (time !== null) {
    return Date.parse(time);
  }
  return seconds === null ? undefined : nowMs - Number(seconds) * 1000;
}
