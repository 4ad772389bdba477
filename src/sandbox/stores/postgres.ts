import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { listenOnLoopback } from '../loopback.ts';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts';
import {
  addOperations,
  operationsBy,
  SEEDED_OPERATIONS,
  seedDatabase,
  setAccuracyDrop,
  setAuditGap,
} from './postgres-seed.ts';
import { type DataDirectory, postgresFolder, prepareDataDirectory } from './postgres-template.ts';
import { type Account, spawnUnder, unprivilegedAccount } from './unprivileged.ts';

/** A real PostgreSQL with the database `acgs` and the MLOps tables. */
export interface PostgresServer {
  url: string;
  password: string;
  stop(): Promise<void>;
  /** Starts it again after `stop`, on the same port with the same data. */
  start(): Promise<void>;
  setAccuracyDrop(on: boolean): Promise<void>;
  setAuditGap(on: boolean): Promise<void>;
  /** Ends it for good and removes its data. */
  close(): Promise<void>;
}

interface PostgresOptions {
  seed: number;
  now: () => number;
  /** Told of a connection that somebody had ended, by the name that its client gave itself. */
  onEnded?: (application: string) => void;
}

/** What the server logs of it, behind `log_line_prefix`. */
const ENDED = /^(.*)\|FATAL: {2}terminating connection due to administrator command/;

const readyWithinMs = 15_000;
/** How often it is looked whether an hour has passed. */
const LOOK_AT_CLOCK_MS = 500;
/** A clock may jump by weeks. */
const MOST_AT_ONCE = 500;

/** @returns undefined when this machine has no PostgreSQL to run */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer | undefined> {
  const { seed, now, onEnded = () => {} } = options;
  const bornMs = now();
  const binaries = await findPostgres();
  if (binaries === undefined) {
    return undefined;
  }
  const account = unprivilegedAccount();
  const folder = postgresFolder(account);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  let child: ChildProcess | undefined;
  try {
    const data = await prepareDataDirectory(binaries, account, folder);
    const port = await freePort();
    const password = randomBytes(18).toString('base64url');
    const connect = (user: string, secret: string, database: string) =>
      withClient({ host: '127.0.0.1', port, user, password: secret, database });
    const launch = async () => {
      const running = runServer(binaries, account, data, port);
      child = running;
      if (running.stderr !== null) {
        createInterface({ input: running.stderr }).on('line', (line) => {
          const application = ENDED.exec(line)?.[1];
          // A server that is stopped ends all of them.
          if (application !== undefined && child === running) onEnded(application);
        });
      }
      await untilReady(child, () => connect('postgres', data.password, 'postgres')(async () => {}));
    };
    await launch();
    await connect(
      'postgres',
      data.password,
      'postgres',
    )(async (client) => {
      await client.query(`CREATE ROLE acgs LOGIN PASSWORD '${password}'`);
      await client.query('GRANT pg_read_all_stats TO acgs');
      await client.query('CREATE DATABASE acgs OWNER acgs');
    });
    const asOwner = connect('acgs', password, 'acgs');
    await asOwner((client) => seedDatabase(client, seed, bornMs));

    const wishes = { accuracyDrop: false, auditGap: false };
    const fulfil = async () => {
      if (child !== undefined) {
        await asOwner(async (client) => {
          await setAccuracyDrop(client, wishes.accuracyDrop);
          await setAuditGap(client, wishes.auditGap);
        });
      }
    };
    let done = SEEDED_OPERATIONS;
    let working: Promise<void> = Promise.resolve();
    /** The pipeline goes on working, an operation an hour. */
    const work = async () => {
      const to = Math.min(operationsBy(bornMs, now()), done + MOST_AT_ONCE);
      if (child === undefined || to <= done) return;
      await asOwner(async (client) => {
        await addOperations(client, { seed, bornMs, from: done, to });
        if (wishes.auditGap) await setAuditGap(client, true);
      });
      done = to;
    };
    const shift = setInterval(() => {
      // A server that was just stopped does it when it is there again.
      working = working.then(work).catch(() => {});
    }, LOOK_AT_CLOCK_MS).unref();
    const stop = async (signal: NodeJS.Signals) => {
      const running = child;
      child = undefined;
      if (running !== undefined && running.exitCode === null) {
        running.kill(signal);
        await once(running, 'exit');
      }
    };
    return {
      url: `postgres://acgs@127.0.0.1:${port}/acgs`,
      password,
      stop: () => stop('SIGINT'),
      async start() {
        if (child === undefined) {
          await launch();
          await fulfil();
        }
      },
      async setAccuracyDrop(on) {
        wishes.accuracyDrop = on;
        await fulfil();
      },
      async setAuditGap(on) {
        wishes.auditGap = on;
        await fulfil();
      },
      async close() {
        clearInterval(shift);
        await working;
        await stop('SIGQUIT');
        remove();
      },
    };
  } catch (error) {
    child?.kill('SIGQUIT');
    remove();
    throw error;
  }
}

/** Durability is switched off: the data does not outlive the sandbox. */
function runServer(
  { postgres }: PostgresBinaries,
  account: Account | undefined,
  { path }: DataDirectory,
  port: number,
): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    shared_buffers: '32MB',
    max_connections: '60',
    track_io_timing: 'on',
    log_line_prefix: '%a|',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawnUnder(account, postgres, ['-D', path, '-p', String(port), ...args]);
  return child;
}

async function untilReady(child: ChildProcess, attempt: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  let complaint = '';
  // Its log has to be read to the end, or the pipe fills and the server stands still.
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = /FATAL: .*/.exec(chunk.toString())?.[0] ?? complaint;
  });
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (child.exitCode !== null || performance.now() > deadline) {
        throw new Error(`PostgreSQL did not start (${complaint || 'it said nothing'}).`, { cause: error });
      }
      await delay(20);
    }
  }
}

function withClient(config: {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}) {
  return async (use: (client: Client) => Promise<void>): Promise<void> => {
    const client = new Client(config);
    // A server that is stopped under an open connection tells so by an event nobody asked for.
    client.on('error', () => {});
    await client.connect();
    try {
      await use(client);
    } finally {
      await client.end();
    }
  };
}

async function freePort(): Promise<number> {
  const probe = await listenOnLoopback({ emit: () => false });
  await probe.shut();
  return probe.port;
}
