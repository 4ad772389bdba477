import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { requirePart } from '../../scripts/provision/parts.ts';
import { freePort } from './free-port.ts';
import { type ServerProcess, type SystemUser, startProcess, waitUntilReady } from './server-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestPostgres {
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Not part of `url`, as in a profile. */
  readonly password: string;
  /** `postgres://acgs@127.0.0.1:PORT/acgs`, without the password. */
  readonly url: string;
  /** Cuts every client off as in a crash; data and port stay for `start()`. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A PostgreSQL with password log-in, one superuser `acgs` and one database `acgs`; `settings` as `name=value`. */
export async function startPostgres(options: { settings?: readonly string[] } = {}): Promise<TestPostgres> {
  const programs = requirePart('postgres');
  const folder = await temporaryFolder('postgres');
  const port = await freePort();
  const password = randomBytes(12).toString('hex');
  const user = unprivilegedUser();
  const run = (program: string, args: string[]) => runAs(user, join(programs, program), args, folder.path);
  const data = join(folder.path, 'data');

  await writeFile(join(folder.path, 'password'), password, { mode: 0o644 });
  if (user !== undefined) await chown(folder.path, user.uid, user.gid);
  run('initdb', [
    ...['--pgdata', data, '--username=acgs', `--pwfile=${join(folder.path, 'password')}`],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'],
  ]);

  const launch = async () => {
    const server = startProcess({
      name: 'postgres',
      command: join(programs, 'postgres'),
      args: [
        ...['-D', data, '-p', String(port), '-h', '127.0.0.1'],
        // No Unix socket: the folder of a test may be deeper than the 107 bytes that its path may have.
        ...['-c', 'unix_socket_directories=', '-c', 'fsync=off', '-c', 'max_connections=50'],
        ...(options.settings ?? []).flatMap((setting) => ['-c', setting]),
      ],
      cwd: folder.path,
      ...(user === undefined ? {} : { user }),
    });
    await waitUntilReady('PostgreSQL', server, () => ensureDatabase(port, password));
    return server;
  };
  let server: ServerProcess = await launch();
  return {
    port,
    user: 'acgs',
    database: 'acgs',
    password,
    url: `postgres://acgs@127.0.0.1:${port}/acgs`,
    // SIGQUIT is PostgreSQL's immediate shutdown; SIGKILL of its first process would leave the others behind.
    stop: () => server.stop('SIGQUIT'),
    async start() {
      server = await launch();
    },
    async close() {
      await server.stop('SIGQUIT');
      await folder.remove();
    },
  };
}

async function ensureDatabase(port: number, password: string): Promise<boolean> {
  const client = new Client({ host: '127.0.0.1', port, user: 'acgs', password, database: 'postgres' });
  try {
    await client.connect();
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'acgs'");
    if (rowCount === 0) await client.query('CREATE DATABASE acgs');
    return true;
  } finally {
    await client.end().catch(() => {});
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user its package made, or as nobody. */
function unprivilegedUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return systemUser('postgres') ?? systemUser('nobody');
}

function systemUser(name: string): SystemUser | undefined {
  const ask = (option: string) => spawnSync('id', [option, name], { encoding: 'utf8' });
  const [uid, gid] = [ask('-u'), ask('-g')];
  if (uid.status !== 0 || gid.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function runAs(user: SystemUser | undefined, command: string, args: string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', cwd, ...user });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
}
