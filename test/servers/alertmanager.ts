import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { requirePart } from '../../scripts/provision/parts.ts';
import { freePort } from './free-port.ts';
import { startProcess, waitUntilReady } from './server-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface PostedAlert {
  labels: Record<string, string>;
  annotations?: Record<string, string>;
  startsAt?: string;
  endsAt?: string;
}

export interface TestAlertmanager {
  readonly url: string;
  /** As Prometheus does. */
  post(alerts: readonly PostedAlert[]): Promise<void>;
  /** Silences what has these labels for an hour; gives the silence's id. */
  silence(labels: Readonly<Record<string, string>>): Promise<string>;
  endSilence(id: string): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A real Alertmanager on a loopback port, alone. */
export async function startAlertmanager(
  options: {
    /** Where it posts what fires; left out: nowhere. */
    webhook?: string;
    /** Alerts of `source` make those of `target` secondary that have the same value of each of `equal`. */
    inhibit?: { source: string; target: string; equal: string[] };
  } = {},
): Promise<TestAlertmanager> {
  const command = requirePart('alertmanager');
  const folder = await temporaryFolder('alertmanager');
  const port = await freePort();
  const configuration = join(folder.path, 'alertmanager.yml');
  const { webhook, inhibit } = options;
  await writeFile(
    configuration,
    stringify({
      route: { receiver: 'team', group_by: ['alertname'], group_wait: '1s', group_interval: '1s' },
      receivers: [
        { name: 'team', ...(webhook === undefined ? {} : { webhook_configs: [{ url: webhook }] }) },
      ],
      inhibit_rules: inhibit
        ? [
            {
              ...{ source_matchers: [inhibit.source], target_matchers: [inhibit.target] },
              equal: inhibit.equal,
            },
          ]
        : [],
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  const args = [
    `--config.file=${configuration}`,
    `--storage.path=${join(folder.path, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
    '--log.level=warn',
  ];
  const launch = async () => {
    const server = startProcess({ name: 'alertmanager', command, args, cwd: folder.path });
    await waitUntilReady('Alertmanager', server, async () => (await fetch(`${url}/-/ready`)).ok);
    return server;
  };
  const ask = async (method: string, path: string, body?: unknown): Promise<string> => {
    const response = await fetch(`${url}/api/v2/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Alertmanager answered ${response.status}: ${text}`);
    return text;
  };
  let server = await launch();
  return {
    url,
    post: async (alerts) => void (await ask('POST', 'alerts', alerts)),
    async silence(labels) {
      const now = Date.now();
      const answer: { silenceID: string } = JSON.parse(
        await ask('POST', 'silences', {
          matchers: Object.entries(labels).map(([name, value]) => ({
            ...{ name, value, isRegex: false, isEqual: true },
          })),
          startsAt: new Date(now).toISOString(),
          endsAt: new Date(now + 3_600_000).toISOString(),
          createdBy: 'test',
          comment: 'rolled out',
        }),
      );
      return answer.silenceID;
    },
    endSilence: async (id) => void (await ask('DELETE', `silence/${id}`)),
    stop: () => server.stop(),
    async start() {
      server = await launch();
    },
    async close() {
      await server.stop('SIGKILL');
      await folder.remove();
    },
  };
}
