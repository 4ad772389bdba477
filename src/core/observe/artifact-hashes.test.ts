import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openObjects } from '../connect/objects/object-store.ts';
import { createSecrets } from '../connect/secrets.ts';
import { systemClock } from '../kernel/clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { openStore, type Store } from '../store/index.ts';
import { readArtifactHashes } from './artifact-hashes.ts';

const RIGHT = 'cdd01ef066bc6cf2';
const clock = systemClock();
let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-artifacts-'));
  store = openStore(':memory:', 60_000);
});
afterEach(async () => {
  store.close();
  await rm(folder, { recursive: true });
});

/** An artifact of an hour ago, or of so many seconds ago. */
async function artifact(name: string, metadata: object | null, ageSeconds = 3600): Promise<void> {
  const at = clock.now() / 1000 - ageSeconds;
  await writeFile(join(folder, name), name);
  await utimes(join(folder, name), at, at);
  if (metadata === null) return;
  await writeFile(join(folder, `${name}.metadata.json`), JSON.stringify(metadata));
  await utimes(join(folder, `${name}.metadata.json`), at, at);
}

/** What is found, and which artifacts were asked for. */
async function look() {
  const secrets = createSecrets({ env: {}, redactor: createRedactor() });
  const objects = openObjects({ kind: 'directory', path: folder }, { secrets, clock, timeoutMs: 5000 });
  const asked: string[] = [];
  const { groups, total } = await readArtifactHashes({
    objects: {
      list: objects.list,
      metadata(key, signal) {
        asked.push(key);
        return objects.metadata(key, signal);
      },
    },
    ...{ known: store.artifactHashes, store: 'here', clock, signal: AbortSignal.timeout(5000) },
  });
  return { total, asked: asked.sort(), groups: groups.map(({ hash, keys }) => [hash, keys.sort()]) };
}

it('asks again only for artifacts that are others than when they were seen last', async () => {
  await artifact('a.bin', { 'Constitutional-Hash': RIGHT });
  await artifact('b.bin', { constitutional_hash: 'a41f0c9be77d2035' });
  await artifact('c.bin', null);
  const groups = [
    [RIGHT, ['a.bin']],
    ['a41f0c9be77d2035', ['b.bin']],
    [null, ['c.bin']],
  ];
  const first = await look();
  expect(first).toMatchObject({ total: 3, asked: ['a.bin', 'b.bin', 'c.bin'] });
  expect(first.groups).toEqual(expect.arrayContaining(groups));
  const second = await look();
  expect(second.asked).toEqual([]);
  expect(second.groups).toEqual(expect.arrayContaining(groups));
  await artifact('b.bin', { constitutional_hash: RIGHT }, 1800);
  expect((await look()).asked).toEqual(['b.bin']);
});

it('asks again for what was written just now, and forgets what is gone', async () => {
  await artifact('a.bin', { 'constitutional-hash': RIGHT }, 0);
  expect((await look()).asked).toEqual(['a.bin']);
  expect((await look()).asked).toEqual(['a.bin']);
  await artifact('b.bin', { 'constitutional-hash': RIGHT });
  await look();
  expect([...store.artifactHashes.of('here').keys()]).toEqual(['b.bin']);
  await rm(join(folder, 'b.bin'));
  await look();
  expect(store.artifactHashes.of('here').size).toBe(0);
});
