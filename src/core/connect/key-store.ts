import { KEYCHAIN_SERVICE, readSystemKeychain } from './secrets.ts';

/** The system's key store, as far as we keep something of our own in it. */
export interface KeyStore {
  /** Undefined when there is no such entry. */
  read(name: string): Promise<string | undefined>;
  /** @throws OperatorError `secret` where this machine has nothing that would protect it */
  write(name: string, secret: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Why nothing can be kept here, in a sentence; null when it can. */
  weakness(): Promise<string | null>;
}

/**
 * The key store of macOS and Windows. On Linux there may be none, or one that forgets at the next start
 * (the kernel's keyring): what must not be lost is sealed with a passphrase there.
 */
export function systemKeyStore(platform: NodeJS.Platform): KeyStore | null {
  if (platform !== 'darwin' && platform !== 'win32') return null;
  const entry = async (name: string) => {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    return new AsyncEntry(KEYCHAIN_SERVICE, name);
  };
  return {
    read: readSystemKeychain,
    write: async (name, secret) => (await entry(name)).setPassword(secret),
    async remove(name) {
      await (await entry(name)).deletePassword();
    },
    weakness: async () => null,
  };
}
