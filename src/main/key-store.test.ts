import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRedactor, REDACTED } from '../core/kernel/redaction.ts';
import { createKeyStore } from './key-store.ts';
import { resetElectronDouble } from './testing/electron-double.ts';

const SECRET = 'hunter2-hunter2';
let folder: string;

/** Reverses the text behind Chromium's mark: enough to tell that what is on disk is not the secret. */
function protect(mark: string): void {
  const turned = (text: string) => [...text].reverse().join('');
  vi.mocked(safeStorage.isAsyncEncryptionAvailable).mockResolvedValue(true);
  vi.mocked(safeStorage.getSelectedStorageBackend).mockReturnValue('gnome_libsecret');
  vi.mocked(safeStorage.encryptStringAsync).mockImplementation(async (text) =>
    Buffer.from(mark + turned(text)),
  );
  vi.mocked(safeStorage.decryptStringAsync).mockImplementation(async (encrypted) => ({
    result: turned(encrypted.toString().slice(mark.length)),
    shouldReEncrypt: false,
  }));
}

beforeEach(async () => {
  resetElectronDouble();
  protect('v11');
  folder = join(await mkdtemp(join(tmpdir(), 'acgs-')), 'keys');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

function open(platform: NodeJS.Platform = 'linux') {
  const redactor = createRedactor();
  const fallback = vi.fn(async (name: string) => (name === 'elsewhere' ? 'from the system' : undefined));
  const store = createKeyStore({ safeStorage, folder, platform, redactor, fallback });
  return { store, redactor, fallback };
}

describe('a secret', () => {
  it('comes back as it was kept', async () => {
    const { store, fallback } = open();
    await store.write('postgres', SECRET);
    expect(await open().store.read('postgres')).toBe(SECRET);
    expect(fallback).not.toHaveBeenCalled();
  });

  it('lies encrypted in a file that only its owner may read, under a name that tells nothing', async () => {
    await open().store.write('../../etc/postgres', SECRET);
    const files = await readdir(folder);
    expect(files).toHaveLength(1);
    const file = join(folder, files[0] ?? '');
    expect(files[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(await readFile(file, 'latin1')).not.toContain(SECRET);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is known to the redactor from the moment it is kept or read', async () => {
    const kept = open();
    await kept.store.write('postgres', SECRET);
    expect(kept.redactor.text(`a ${SECRET} b`)).toBe(`a ${REDACTED} b`);
    const read = open();
    await read.store.read('postgres');
    expect(read.redactor.text(`a ${SECRET} b`)).toBe(`a ${REDACTED} b`);
  });

  it('can be removed', async () => {
    const { store } = open();
    await store.write('postgres', SECRET);
    await store.remove('postgres');
    await store.remove('postgres');
    expect(await store.read('postgres')).toBeUndefined();
  });

  it('that is not here is looked for where the command line looks', async () => {
    expect(await open().store.read('elsewhere')).toBe('from the system');
  });

  it('is encrypted anew when the key has changed', async () => {
    const { store } = open();
    await store.write('postgres', SECRET);
    vi.mocked(safeStorage.decryptStringAsync).mockResolvedValueOnce({
      result: SECRET,
      shouldReEncrypt: true,
    });
    await store.read('postgres');
    expect(safeStorage.encryptStringAsync).toHaveBeenCalledTimes(2);
  });
});

describe('where nothing protects it', () => {
  async function isRefused(platform: NodeJS.Platform = 'linux'): Promise<void> {
    const { store } = open(platform);
    await expect(store.write('postgres', SECRET)).rejects.toMatchObject({ code: 'secret' });
    await expect(store.write('postgres', SECRET)).rejects.not.toThrow(SECRET);
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
  }

  it.each(['basic_text', 'unknown'] as const)('a secret is refused: %s on Linux', async (backend) => {
    vi.mocked(safeStorage.getSelectedStorageBackend).mockReturnValue(backend);
    await isRefused();
    expect(await open().store.weakness()).toContain('no key store');
    expect(safeStorage.encryptStringAsync).not.toHaveBeenCalled();
  });

  it('a secret is refused when Chromium fell back to its built-in password', async () => {
    protect('v10');
    await isRefused();
  });

  it('a secret is refused while the key store is locked', async () => {
    vi.mocked(safeStorage.isAsyncEncryptionAvailable).mockResolvedValue(false);
    await isRefused('darwin');
  });

  it('macOS and Windows are not asked for a Linux desktop', async () => {
    protect('v10');
    vi.mocked(safeStorage.getSelectedStorageBackend).mockImplementation(() => {
      throw new Error('only on Linux');
    });
    const { store } = open('darwin');
    await store.write('postgres', SECRET);
    expect(await store.read('postgres')).toBe(SECRET);
    expect(await store.weakness()).toBeNull();
  });
});
