import type { ServerResponse } from 'node:http';
import { json } from '../../../../../test/servers/scripted-http.ts';
import {
  type ScriptedKubernetes,
  startScriptedKubernetes,
} from '../../../connect/kubernetes/testing/scripted-kubernetes.ts';
import { systemClock } from '../../../kernel/clock.ts';
import { type ManualClock, manualClock } from '../../../kernel/manual-clock.ts';
import { createRedactor } from '../../../kernel/redaction.ts';
import { createLogs, type LogLine, type LogRequest, type Logs } from '../index.ts';

export const NAMESPACE = 'shop';
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;
const DEPLOYMENTS = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;
export const SECRET = 'planted-log-secret';

/** What a container says, and how: each call answers one request for its log. */
export type Say = (response: ServerResponse, query: URLSearchParams) => void;

/** An API server whose pods and logs are what a test says, read on a clock of the test's own. */
export interface ScriptedLogs {
  clock: ManualClock;
  logs: Logs;
  server: ScriptedKubernetes['server'];
  /** All pods of the deployment `web`. */
  setPods(pods: readonly object[]): void;
  log(pod: string, say: Say): void;
  close(): Promise<void>;
}

export async function startScriptedLogs(): Promise<ScriptedLogs> {
  const scripted = await startScriptedKubernetes();
  const { server } = scripted;
  const clock = manualClock();
  const kubernetes = await scripted.open({ clock: systemClock() });
  const redactor = createRedactor();
  redactor.add(SECRET);
  server.answer('/livez', (_request, response) => void response.end('ok'));
  server.answer(`${DEPLOYMENTS}/web`, json({ spec: { selector: { matchLabels: { app: 'web' } } } }));
  return {
    clock,
    server,
    logs: createLogs({ connect: async () => ({ kubernetes, release() {} }), redactor, clock }),
    setPods(pods) {
      server.answer(PODS, json({ metadata: { resourceVersion: '1' }, items: pods }));
      for (const pod of pods) server.answer(`${PODS}/${nameOf(pod)}`, json(pod));
    },
    log: (pod, say) =>
      server.answer(`${PODS}/${pod}/log`, (request, response) => {
        response.writeHead(200, { 'content-type': 'text/plain' });
        say(response, new URL(request.url ?? '/', server.url).searchParams);
      }),
    close: () => scripted.close(),
  };
}

function nameOf(pod: object): string {
  return 'metadata' in pod && pod.metadata instanceof Object && 'name' in pod.metadata
    ? String(pod.metadata.name)
    : '';
}

export function pod(name: string, options: { containers?: string[]; status?: object } = {}): object {
  const containers = options.containers ?? ['main'];
  return {
    metadata: { name, namespace: NAMESPACE, uid: `uid-${name}`, labels: { app: 'web' } },
    spec: { nodeName: 'node-1', containers: containers.map((container) => ({ name: container })) },
    status: options.status ?? running(containers),
  };
}

export function running(containers: readonly string[] = ['main'], restartCount = 0): object {
  return {
    phase: 'Running',
    containerStatuses: containers.map((name) => ({
      name,
      restartCount,
      state: { running: { startedAt: '2025-06-27T08:00:00Z' } },
      ...(restartCount === 0 ? {} : { lastState: { terminated: { exitCode: 1 } } }),
    })),
  };
}

export const READ: LogRequest = {
  context: null,
  targets: [{ kind: 'either', name: 'web', namespace: NAMESPACE }],
  container: null,
  tail: 100,
  sinceMs: null,
  previous: false,
  follow: false,
};

/** A line as a kubelet writes it with `timestamps=true`; `second` may have a fraction. */
export function line(second: number, text: string): string {
  const [whole, fraction] = second.toFixed(9).split('.');
  return `2025-06-27T09:00:${(whole ?? '').padStart(2, '0')}.${fraction}Z ${text}\n`;
}

export function texts(lines: readonly LogLine[]): string[] {
  return lines.map(({ note, pod: from, text }) => (note ? `(${from}: ${text})` : text));
}
