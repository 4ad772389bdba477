import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Log, silentLog } from '../kernel/log.ts';
import { createRedactor, REDACTED } from '../kernel/redaction.ts';
import { createSecrets } from './secrets.ts';

const WHAT = 'the Redis password';

describe('createSecrets', () => {
  let folder: string;
  let warnings: string[];
  const log: Log = { ...silentLog, warn: (event) => void warnings.push(event) };
  const redactor = createRedactor();
  const secrets = () =>
    createSecrets({
      env: { ACGS_PASSWORD: 'from-the-environment', ACGS_EMPTY: '' },
      redactor,
      log,
      keychain: async (name) => {
        if (name === 'locked') throw new Error('org.freedesktop.secrets: hunter22');
        return name === 'redis' ? 'from-the-key-store' : undefined;
      },
    });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'acgs-'));
    warnings = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  const file = async (content: string, mode = 0o600) => {
    const path = join(folder, 'redis-password');
    await writeFile(path, content, { mode });
    await chmod(path, mode);
    return path;
  };

  it('reads a variable, the key store and a file, and hides every value from then on', async () => {
    const path = await file('from-the-file\n');
    for (const [ref, value] of [
      [{ env: 'ACGS_PASSWORD' }, 'from-the-environment'],
      [{ keychain: 'redis' }, 'from-the-key-store'],
      [{ file: path }, 'from-the-file'],
    ] as const) {
      expect(await secrets().resolve(ref, WHAT)).toBe(value);
      expect(redactor.text(`it is ${value}!`)).toBe(`it is ${REDACTED}!`);
    }
    expect(warnings).toEqual([]);
  });

  it('finds a secret that was changed since', async () => {
    const path = await file('one');
    const store = secrets();
    expect(await store.resolve({ file: path }, WHAT)).toBe('one');
    await writeFile(path, 'two');
    expect(await store.resolve({ file: path }, WHAT)).toBe('two');
  });

  it('warns of a file that everybody can read, and reads it', async () => {
    const path = await file('open-secret', 0o644);
    expect(await secrets().resolve({ file: path }, WHAT)).toBe('open-secret');
    expect(warnings).toEqual(['secret file is readable by every user of this machine']);
  });

  it.each([
    [{ env: 'ACGS_MISSING' }, `${WHAT}: the environment variable ACGS_MISSING is not set`],
    [{ env: 'ACGS_EMPTY' }, `${WHAT}: the environment variable ACGS_EMPTY is empty`],
    [{ keychain: 'nobody' }, `${WHAT}: the system key store has no entry nobody`],
    [{ keychain: 'locked' }, `${WHAT}: the system key store cannot be read for entry locked`],
    [{ file: '/nowhere/secret' }, `${WHAT}: the file secret that the profile names does not exist`],
    [{ file: tmpdir() }, 'is not a file'],
  ])('says what was looked for where: %j', async (ref, message) => {
    const attempt = secrets().resolve(ref, WHAT);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toMatchObject({ code: 'secret' });
  });

  it('refuses an empty file', async () => {
    await expect(secrets().resolve({ file: await file('\n') }, WHAT)).rejects.toThrow('is empty');
  });
});
