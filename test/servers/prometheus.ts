import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { requirePart } from '../../scripts/provision/parts.ts';
import { freePort } from './free-port.ts';
import { startProcess, waitUntilReady } from './server-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestPrometheus {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface ScrapeJob {
  job: string;
  /** `host:port` each. */
  targets: readonly string[];
  metricsPath?: string;
  /** Default 1 s. */
  intervalSeconds?: number;
}

export async function startPrometheus(
  options: {
    scrape?: readonly ScrapeJob[];
    rules?: string;
    /** Takes samples of any age at `/api/v1/write`, and keeps them. */
    remoteWrite?: boolean;
    /** Default 15 days, as Prometheus'. */
    retention?: string;
    /** Fills the data folder before the first start. */
    seed?: (data: string) => Promise<void>;
  } = {},
): Promise<TestPrometheus> {
  const command = requirePart('prometheus');
  const folder = await temporaryFolder('prometheus');
  const port = await freePort();
  const configuration = join(folder.path, 'prometheus.yml');
  const rules = join(folder.path, 'rules.yml');
  await writeFile(rules, options.rules ?? 'groups: []\n');
  await writeFile(
    configuration,
    stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [rules],
      scrape_configs: (options.scrape ?? []).map((job) => ({
        job_name: job.job,
        metrics_path: job.metricsPath ?? '/metrics',
        // Version 3 refuses targets that name no content type otherwise.
        fallback_scrape_protocol: 'PrometheusText0.0.4',
        scrape_interval: `${job.intervalSeconds ?? 1}s`,
        scrape_timeout: `${job.intervalSeconds ?? 1}s`,
        static_configs: [{ targets: job.targets }],
      })),
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  const data = join(folder.path, 'data');
  await options.seed?.(data);
  const args = [
    `--config.file=${configuration}`,
    `--storage.tsdb.path=${data}`,
    ...(options.retention === undefined ? [] : [`--storage.tsdb.retention.time=${options.retention}`]),
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=warn',
    ...(options.remoteWrite
      ? ['--web.enable-remote-write-receiver', '--storage.tsdb.retention.time=100y']
      : []),
  ];
  const launch = async () => {
    const server = startProcess({ name: 'prometheus', command, args, cwd: folder.path });
    await waitUntilReady('Prometheus', server, async () => (await fetch(`${url}/-/ready`)).ok);
    return server;
  };
  let server = await launch();
  return {
    url,
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
