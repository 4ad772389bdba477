import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { loadProfile } from '../../connect/profile/load.ts';

const OF = ['gs-service', 'mlops-manager'];
/** Idle for so long before anything begins. */
const IDLE_MS = 1100;

/** Connections that services hold and do not use. Whoever loses one opens another, as services do. */
export async function idleConnections(profilePath: string): Promise<{ close(): Promise<void> }> {
  const { stores } = await loadProfile(profilePath);
  const { url, password } = stores?.postgres ?? {};
  if (url === undefined || password === undefined || !('file' in password)) return { close: async () => {} };
  const secret = (await readFile(password.file, 'utf8')).trim();
  const { hostname, port, username, pathname } = new URL(url);
  const open = new Set<Client>();
  let isClosed = false;
  const connect = async (name: string): Promise<void> => {
    const client = new Client({
      host: hostname,
      port: Number(port),
      user: username,
      database: pathname.slice(1),
      password: secret,
      application_name: name,
    });
    client.on('error', () => {
      open.delete(client);
      if (!isClosed) connect(name).catch(() => undefined);
    });
    await client.connect();
    open.add(client);
  };
  await Promise.all(OF.map(connect));
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  return {
    async close() {
      isClosed = true;
      await Promise.all([...open].map((client) => client.end()));
    },
  };
}
