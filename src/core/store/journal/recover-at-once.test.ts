import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { systemClock } from '../../kernel/clock.ts';
import { openJournal } from './index.ts';
import { openKeyFile } from './key-file.ts';
import { madeEntry, ORIGIN } from './testing/made-journal.ts';

const PROGRAM = fileURLToPath(new URL('./testing/recover-and-append.ts', import.meta.url));
const NAMES = ['anna', 'ben', 'cleo'];

let folder: TemporaryFolder;
const children: ChildProcessWithoutNullStreams[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await folder.remove();
});

/** A process that waits at the start line; `go` gives what it says in the end. */
async function contender(key: string, name: string) {
  const child = spawn(process.execPath, [PROGRAM, folder.path, key, name]);
  children.push(child);
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  return {
    child,
    async go(): Promise<{ name: string; index: number; recovered: boolean }> {
      child.stdin.write('go\n');
      const { value, done } = await lines.next();
      if (done) throw new Error(err);
      return JSON.parse(value);
    },
  };
}

async function damagedJournal(): Promise<{ key: string; damaged: Buffer }> {
  folder = await temporaryFolder('recover-at-once');
  const key = join(folder.path, 'journal.key');
  const signer = openKeyFile(key, { create: true });
  const journal = openJournal({ directory: folder.path, clock: systemClock(), signer, origin: ORIGIN });
  journal.appendBatch(Array.from({ length: 5000 }, (_, number) => madeEntry(number)));
  await journal.close();
  const path = join(folder.path, 'journal.db');
  const damaged = readFileSync(path);
  damaged.fill(0xa5, Math.floor(damaged.length * 0.6));
  writeFileSync(path, damaged);
  return { key, damaged };
}

const asides = () => readdirSync(folder.path).filter((name) => /^journal\.db\.damaged-\d+T\d+Z$/.test(name));

it('several processes that find a damaged journal recover it once, and lose nothing they were told is kept', {
  timeout: 60_000,
}, async () => {
  const { key, damaged } = await damagedJournal();
  const contenders = await Promise.all(NAMES.map((name) => contender(key, name)));
  const told = await Promise.all(contenders.map(({ go }) => go()));
  expect(told.filter(({ recovered }) => recovered)).toHaveLength(1);

  const signer = openKeyFile(key, { create: false });
  const journal = openJournal({ directory: folder.path, clock: systemClock(), signer, origin: ORIGIN });
  expect(journal.recovery).toBeNull();
  for (const { name, index } of told) expect(journal.get(index)).toMatchObject({ actor: name });
  expect((await journal.list({ kind: 'journal.recovered' }, { limit: 9 })).total).toBe(1);
  expect(await journal.verify()).toMatchObject({ verdict: 'intact' });
  await journal.close();

  const [aside = '', ...more] = asides();
  expect(more).toEqual([]);
  expect(readFileSync(join(folder.path, aside))).toEqual(damaged);
  expect(readdirSync(folder.path).filter((name) => /recover/.test(name))).toEqual([]);
});

it('one that is killed in the middle of it leaves it to the next', { timeout: 60_000 }, async () => {
  const { key } = await damagedJournal();
  const [first, second] = await Promise.all([contender(key, 'anna'), contender(key, 'ben')]);
  if (!first || !second) throw new Error('they did not start');
  const ended = first.go().catch(() => null);
  first.child.kill('SIGKILL');
  await ended;
  const told = await second.go();
  const signer = openKeyFile(key, { create: false });
  const journal = openJournal({ directory: folder.path, clock: systemClock(), signer, origin: ORIGIN });
  expect(journal.get(told.index)).toMatchObject({ actor: 'ben' });
  expect(await journal.verify()).toMatchObject({ verdict: 'intact' });
  await journal.close();
  expect(asides()).toHaveLength(1);
});
