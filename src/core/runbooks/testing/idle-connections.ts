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
  const closing = Promise.withResolvers<void>();
  let isClosed = false;
  /** Until it is closed one is open at any time, and no more than one. */
  const hold = async (name: string): Promise<void> => {
    while (!isClosed) {
      const client = new Client({
        ...{ host: hostname, port: Number(port), user: username, database: pathname.slice(1) },
        ...{ password: secret, application_name: name },
      });
      const lost = new Promise<void>((resolve) => client.on('error', () => resolve()));
      await client.connect();
      await Promise.race([lost, closing.promise]);
      await client.end().catch(() => undefined);
    }
  };
  const holding = OF.map(hold);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  return {
    async close() {
      isClosed = true;
      closing.resolve();
      await Promise.all(holding);
    },
  };
}
