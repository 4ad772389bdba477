import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startObjectStore, type TestObjectStore } from '../../../../test/servers/object-store.ts';
import { type ObjectStore, type ObjectsConfig, openObjects } from '../../connect/objects/object-store.ts';
import { createSecrets } from '../../connect/secrets.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { createObjectsProbe } from './stores.ts';

const { signal } = new AbortController();

function open(config: ObjectsConfig, env: Record<string, string> = {}): ObjectStore {
  const secrets = createSecrets({ env, redactor: createRedactor() });
  return openObjects(config, { secrets, clock: systemClock(), timeoutMs: 5_000 });
}

describe('the artifact store on S3', () => {
  let server: TestObjectStore;
  const opened: ObjectStore[] = [];

  beforeAll(async () => {
    server = await startObjectStore();
  });
  afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));
  afterAll(() => server?.close());

  const probe = (change: { bucket?: string; accessKey?: string } = {}) => {
    const store = open(
      {
        kind: 's3',
        endpoint: server.endpoint,
        bucket: change.bucket ?? server.bucket,
        region: server.region,
        accessKey: { env: 'ACCESS' },
        secretKey: { env: 'SECRET' },
      },
      { ACCESS: change.accessKey ?? server.accessKey, SECRET: server.secretKey },
    );
    opened.push(store);
    return createObjectsProbe(store);
  };

  it('is read by its bucket and a listing', async () => {
    const reading = await probe().run(signal);
    expect(reading).toMatchObject({
      status: 'operational',
      reason: null,
      detail: 'bucket acgs-artifacts, 0 objects',
    });
    expect(reading.responseTimeMs).toBeGreaterThan(0);
  });

  it('says that the bucket is missing', async () => {
    await expect(probe({ bucket: 'nowhere' }).run(signal)).rejects.toMatchObject({
      code: 'not-found',
      message: `artifact store at ${new URL(server.endpoint).host}: there is no bucket nowhere`,
    });
  });

  it('says that the keys are refused', async () => {
    const attempt = probe({ accessKey: 'NOT-IT-1234' }).run(signal);
    await expect(attempt).rejects.toMatchObject({
      code: expect.stringMatching(/^(forbidden|unauthenticated)$/),
    });
    await expect(attempt).rejects.toThrow('refuses these keys');
  });

  it('notices that the server stopped and recovers by itself when it is back', async () => {
    const looking = probe();
    await looking.run(signal);
    await server.stop();
    await expect(looking.run(signal)).rejects.toMatchObject({ code: 'unreachable' });
    await server.start();
    expect(await looking.run(signal)).toMatchObject({ status: 'operational' });
  });
});

describe('the artifact store in a folder', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'acgs-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read with its free space, without naming the path', async () => {
    const reading = await createObjectsProbe(open({ kind: 'directory', path: folder })).run(signal);
    expect(reading).toMatchObject({ status: 'operational', reason: null });
    expect(reading.detail).toMatch(/^writable, \d+\.\d GiB free$/);
    expect(reading.figures.free_bytes).toBeGreaterThan(0);
    expect(reading.figures.used_bytes).toBeGreaterThan(0);
    expect(JSON.stringify(reading)).not.toContain(folder);
  });

  it('says that it does not exist or is a file', async () => {
    const missing = createObjectsProbe(open({ kind: 'directory', path: join(folder, 'nowhere') }));
    await expect(missing.run(signal)).rejects.toThrow('the artifact folder does not exist');
    await writeFile(join(folder, 'file'), '');
    const file = createObjectsProbe(open({ kind: 'directory', path: join(folder, 'file') }));
    await expect(file.run(signal)).rejects.toThrow('the artifact folder is a file');
  });
});
