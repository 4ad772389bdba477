import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Clock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import { goneProvider, readIdToken } from './auth-provider.ts';
import { type PluginCall, runExecPlugin } from './exec-plugin.ts';
import { type KubeconfigFile, pathBeside, readUserEntry, type SelectedContext } from './kubeconfig.ts';
import type { UserEntry } from './kubeconfig-schema.ts';

/** What a request carries to say who asks. */
export interface Credential {
  headers: Record<string, string | string[]>;
  /** PEM. */
  certificate: { cert: string; key: string } | null;
}

export interface CredentialSource {
  /** The credential that holds now; runs the plugin or reads the files when there is none. */
  current(): Promise<Credential>;
  /**
   * Another credential after the server refused this one (401), or the same one when there is no
   * other to be had.
   */
  renew(refused: Credential): Promise<Credential>;
  /** Stops a plugin that is still running. */
  close(): void;
}

/** Token and certificate files are rotated in place; client-go looks again after a minute too. */
const REREAD_AFTER_MS = 60_000;
/** A token that runs out while a request is on its way is refused. */
const EXPIRY_MARGIN_MS = 5000;
/**
 * How soon a plugin may be run again after it failed, or after what it gave was refused; doubled each
 * time, since a plugin may open a browser window whenever it runs.
 */
const FIRST_RETRY_MS = 3000;
const LAST_RETRY_MS = 60_000;

export function createCredentialSource(options: {
  selected: SelectedContext;
  cluster: PluginCall['cluster'];
  clock: Clock;
  redactor: Redactor;
  env: NodeJS.ProcessEnv;
}): CredentialSource {
  const { selected, clock, redactor } = options;
  const closing = new AbortController();
  const { user } = selected;
  if (!user) return anonymous;
  const entry = user.value;
  const words = `user "${user.name}" of ${user.file.words}`;
  const provider = entry['auth-provider'];
  if (provider && provider.name !== 'oidc') throw goneProvider(words, provider.name);

  const { exec } = entry;
  const load = async (): Promise<{ credential: Credential; holdsUntil: number }> => {
    const headers = impersonation(entry);
    if (provider) {
      const now = (await readUserEntry(user.file, user.name))?.['auth-provider'] ?? provider;
      const { token, expiresAt } = readIdToken(now.config?.['id-token'], words, clock);
      redactor.add(token);
      headers.authorization = `Bearer ${token}`;
      return { credential: { headers, certificate: null }, holdsUntil: expiresAt - EXPIRY_MARGIN_MS };
    }
    if (exec) {
      const given = await runExecPlugin({
        exec,
        userName: user.name,
        kubeconfigPath: user.file.path,
        cluster: options.cluster,
        env: options.env,
        clock,
        redactor,
        signal: closing.signal,
      });
      if (given.certificate) checkCertificate(given.certificate, words, clock);
      if (given.token) headers.authorization = `Bearer ${given.token}`;
      return {
        credential: { headers, certificate: given.certificate },
        holdsUntil: (given.expiresAt ?? Number.POSITIVE_INFINITY) - EXPIRY_MARGIN_MS,
      };
    }
    const authorization = await authorizationOf(entry, user.file, words, redactor);
    if (authorization) headers.authorization = authorization;
    const certificate = await certificateOf(entry, user.file, words, redactor);
    if (certificate) checkCertificate(certificate, words, clock);
    return { credential: { headers, certificate }, holdsUntil: clock.now() + REREAD_AFTER_MS };
  };
  return cached(load, clock, () => closing.abort());
}

const anonymous: CredentialSource = {
  current: () => Promise.resolve({ headers: {}, certificate: null }),
  renew: (refused) => Promise.resolve(refused),
  close() {},
};

/** One look at a time, however many requests wait for it; a failure is remembered for a moment. */
function cached(
  load: () => Promise<{ credential: Credential; holdsUntil: number }>,
  clock: Clock,
  close: () => void,
): CredentialSource {
  let held: { credential: Credential; holdsUntil: number } | undefined;
  let failure: { error: unknown; until: number } | undefined;
  let flight: Promise<Credential> | undefined;
  const afterFailure = createPatience();
  const afterRefusal = createPatience();
  let renewAgainAt = Number.NEGATIVE_INFINITY;

  const fetch = (): Promise<Credential> => {
    if (failure && clock.monotonic() < failure.until) return Promise.reject(failure.error);
    flight ??= load()
      .then(
        (loaded) => {
          failure = undefined;
          afterFailure.reset();
          // The same answer keeps its identity, so that `renew` can tell that nothing changed.
          const same = held !== undefined && sameCredential(held.credential, loaded.credential);
          if (!same) afterRefusal.reset();
          held = same && held ? { ...held, holdsUntil: loaded.holdsUntil } : loaded;
          return held.credential;
        },
        (error: unknown) => {
          failure = { error, until: clock.monotonic() + afterFailure.next() };
          throw error;
        },
      )
      .finally(() => {
        flight = undefined;
      });
    return flight;
  };

  return {
    current: () => (held && clock.now() < held.holdsUntil ? Promise.resolve(held.credential) : fetch()),
    renew(refused) {
      if (flight) return flight;
      if (held && held.credential !== refused) return Promise.resolve(held.credential);
      if (clock.monotonic() < renewAgainAt) return Promise.resolve(refused);
      renewAgainAt = clock.monotonic() + afterRefusal.next();
      return fetch();
    },
    close,
  };
}

function createPatience(): { next(): number; reset(): void } {
  let waitMs = FIRST_RETRY_MS;
  return {
    next() {
      const now = waitMs;
      waitMs = Math.min(waitMs * 2, LAST_RETRY_MS);
      return now;
    },
    reset() {
      waitMs = FIRST_RETRY_MS;
    },
  };
}

function sameCredential(a: Credential, b: Credential): boolean {
  return (
    a.headers.authorization === b.headers.authorization &&
    a.certificate?.cert === b.certificate?.cert &&
    a.certificate?.key === b.certificate?.key
  );
}

/** client-go's order: the token file before the token, and a token before name and password. */
async function authorizationOf(
  entry: UserEntry,
  file: KubeconfigFile,
  words: string,
  redactor: Redactor,
): Promise<string | null> {
  const token = entry.tokenFile
    ? (await readNamed(entry.tokenFile, file, `the token file of ${words}`)).trim()
    : entry.token;
  if (token) {
    redactor.add(token);
    return `Bearer ${token}`;
  }
  if (entry.username) {
    const pair = `${entry.username}:${entry.password ?? ''}`;
    if (entry.password) redactor.add(entry.password);
    redactor.add(pair);
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  return null;
}

async function certificateOf(
  entry: UserEntry,
  file: KubeconfigFile,
  words: string,
  redactor: Redactor,
): Promise<Credential['certificate']> {
  const cert = await pemOf(entry['client-certificate-data'], entry['client-certificate'], file, words);
  const key = await pemOf(entry['client-key-data'], entry['client-key'], file, words);
  if (key) redactor.add(key);
  if (entry['client-key-data']) redactor.add(entry['client-key-data']);
  if (cert && key) return { cert, key };
  if (!cert && !key) return null;
  throw new OperatorError(
    'kubeconfig',
    `${words} has a client ${cert ? 'certificate but no key' : 'key but no certificate'}`,
    {
      hint: 'A client certificate needs client-certificate and client-key, both as file or as data.',
    },
  );
}

async function pemOf(
  data: string | null | undefined,
  path: string | null | undefined,
  file: KubeconfigFile,
  words: string,
): Promise<string | null> {
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  return path ? readNamed(path, file, `the client certificate or key of ${words}`) : null;
}

/** Reads a file that a kubeconfig names. */
export async function readNamed(path: string, file: KubeconfigFile, what: string): Promise<string> {
  try {
    return await readFile(pathBeside(file, path), 'utf8');
  } catch {
    throw new OperatorError('kubeconfig', `${what} cannot be read: "${basename(path)}"`, {
      hint: 'Check that the file which the kubeconfig names exists and that your account may read it.',
    });
  }
}

function checkCertificate(certificate: { cert: string; key: string }, words: string, clock: Clock): void {
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(certificate.cert);
    if (!parsed.checkPrivateKey(createPrivateKey(certificate.key))) throw new Error('another key');
  } catch {
    throw new OperatorError(
      'kubeconfig',
      `the client certificate and key of ${words} cannot be used together`,
      {
        hint: 'Both must be PEM, belong together and the key must not be encrypted; get the kubeconfig again.',
      },
    );
  }
  const expiresAt = Date.parse(parsed.validTo);
  if (expiresAt <= clock.now()) {
    const day = new Date(expiresAt).toISOString().slice(0, 10);
    throw new OperatorError('tls', `the client certificate of ${words} expired on ${day}`, {
      hint: 'Renew it (kubeadm certs renew) or get a new kubeconfig from whoever runs the cluster.',
    });
  }
}

/** Acting as somebody else: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation */
function impersonation(entry: UserEntry): Credential['headers'] {
  const headers: Credential['headers'] = {};
  if (entry.as) headers['impersonate-user'] = entry.as;
  if (entry['as-uid']) headers['impersonate-uid'] = entry['as-uid'];
  if (entry['as-groups']?.length) headers['impersonate-group'] = entry['as-groups'];
  for (const [key, values] of Object.entries(entry['as-user-extra'] ?? {})) {
    headers[`impersonate-extra-${encodeURIComponent(key.toLowerCase())}`] = values;
  }
  return headers;
}
