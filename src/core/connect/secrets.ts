import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { OperatorError } from '../kernel/errors.ts';
import { type Log, silentLog } from '../kernel/log.ts';
import type { Redactor } from '../kernel/redaction.ts';
import type { SecretRef } from './profile/schema.ts';

export interface Secrets {
  /**
   * The secret's value, read anew each time so that a rotated one is found. `what` is what it is for,
   * in the operator's words ("the PostgreSQL password"). The value is known to the redactor before
   * anybody else sees it.
   *
   * @throws OperatorError `secret`, naming what and where it was looked for
   */
  resolve(ref: SecretRef, what: string): Promise<string>;
}

/** Reads one entry of the system's key store; undefined when there is no such entry. */
export type ReadKeychain = (name: string) => Promise<string | undefined>;

/** The service name of this application's entries in the system's key store. */
export const KEYCHAIN_SERVICE = 'acgs-control-center';

/** A password file is a line; whatever is larger is some other file. */
const MAX_SECRET_BYTES = 65_536;

export function createSecrets(options: {
  env: Readonly<Record<string, string | undefined>>;
  redactor: Redactor;
  /** Default: the system's key store. */
  keychain?: ReadKeychain;
  /** Told when a secret's file may be read by everybody. */
  log?: Log;
}): Secrets {
  const { env, redactor } = options;
  const log = options.log ?? silentLog;
  const readKeychain = options.keychain ?? readSystemKeychain;

  const fromEnv = (name: string, what: string): string => {
    const value = env[name];
    if (value !== undefined && value !== '') return value;
    const state = value === undefined ? 'not set' : 'empty';
    throw new OperatorError('secret', `${what}: the environment variable ${name} is ${state}`, {
      hint: `Set ${name} before starting, or name another place in the profile.`,
    });
  };

  const fromKeychain = async (name: string, what: string): Promise<string> => {
    let value: string | undefined;
    try {
      value = await readKeychain(name);
    } catch (error) {
      throw new OperatorError('secret', `${what}: the system key store cannot be read for entry ${name}`, {
        hint: 'Unlock the key store, or keep the secret in an environment variable or a file.',
        cause: error,
      });
    }
    if (value !== undefined && value !== '') return value;
    throw new OperatorError('secret', `${what}: the system key store has no entry ${name}`, {
      hint: `Add it under the service ${KEYCHAIN_SERVICE}, or name another place in the profile.`,
    });
  };

  const fromFile = async (written: string, what: string): Promise<string> => {
    const path = written.startsWith('~/') ? join(homedir(), written.slice(2)) : written;
    // The name alone: a probe's error reaches the screen, and paths of this machine must not.
    const name = basename(path);
    const fail = (why: string, cause?: unknown) =>
      new OperatorError('secret', `${what}: the file ${name} that the profile names ${why}`, {
        hint: 'The file must hold the secret and nothing else.',
        cause,
      });
    let text: string;
    try {
      const info = await stat(path);
      if (!info.isFile()) throw fail('is not a file');
      if (info.size > MAX_SECRET_BYTES) throw fail('is too large to hold a secret');
      if (process.platform !== 'win32' && (info.mode & 0o004) !== 0) {
        log.warn('secret file is readable by every user of this machine', { what, file: name });
      }
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (error instanceof OperatorError) throw error;
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      throw fail(missing ? 'does not exist' : 'cannot be read', error);
    }
    const value = text.replace(/^\uFEFF/, '').replace(/[\r\n]+$/, '');
    if (value === '') throw fail('is empty');
    return value;
  };

  return {
    async resolve(ref, what) {
      const value =
        'env' in ref
          ? fromEnv(ref.env, what)
          : 'keychain' in ref
            ? await fromKeychain(ref.keychain, what)
            : await fromFile(ref.file, what);
      redactor.add(value);
      return value;
    },
  };
}

/** Loaded only when a profile names an entry: machines without a key store never need it. */
export async function readSystemKeychain(name: string): Promise<string | undefined> {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return (await new AsyncEntry(KEYCHAIN_SERVICE, name).getPassword()) ?? undefined;
}
