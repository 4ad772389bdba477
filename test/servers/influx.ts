import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requirePart } from '../../scripts/provision/parts.ts';
import { freePort } from './free-port.ts';
import { startProcess, waitUntilReady } from './server-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestInflux {
  readonly url: string;
  /** Runs InfluxQL such as `CREATE DATABASE acgs` and gives the decoded answer. */
  query(influxQl: string, database?: string): Promise<unknown>;
  /** Writes line protocol with second timestamps. */
  write(database: string, lines: string): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function startInflux(): Promise<TestInflux> {
  const command = requirePart('influx');
  const folder = await temporaryFolder('influx');
  const [port, rpcPort] = [await freePort(), await freePort()];
  const configuration = join(folder.path, 'influxdb.conf');
  await writeFile(configuration, configurationText(folder.path, port, rpcPort));
  const url = `http://127.0.0.1:${port}`;
  const launch = async () => {
    const server = startProcess({ name: 'influx', command, args: ['-config', configuration] });
    await waitUntilReady('InfluxDB', server, async () => (await fetch(`${url}/ping`)).status === 204);
    return server;
  };
  let server = await launch();
  return {
    url,
    async query(influxQl, database = '') {
      const body = new URLSearchParams({ q: influxQl, db: database });
      const response = await fetch(`${url}/query`, { method: 'POST', body });
      if (!response.ok) throw new Error(`InfluxDB answered ${response.status}: ${await response.text()}`);
      return response.json();
    },
    async write(database, lines) {
      const address = `${url}/write?db=${encodeURIComponent(database)}&precision=s`;
      const response = await fetch(address, { method: 'POST', body: lines });
      if (!response.ok) throw new Error(`InfluxDB answered ${response.status}: ${await response.text()}`);
    },
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

function configurationText(folder: string, port: number, rpcPort: number): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
dir = ${JSON.stringify(join(folder, 'meta'))}
[data]
dir = ${JSON.stringify(join(folder, 'data'))}
wal-dir = ${JSON.stringify(join(folder, 'wal'))}
query-log-enabled = false
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:${port}"
log-enabled = false
`;
}
