import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Certificate, createAuthority, createServerCertificate } from './certificates.ts';

/** `admin` may do everything, `viewer` may read what a cluster screen shows, `nobody` has no rights at all. */
export type ControlPlaneUser = 'admin' | 'viewer' | 'nobody';

export interface ControlPlaneCredentials {
  readonly authority: Certificate;
  readonly tokens: Readonly<Record<ControlPlaneUser, string>>;
  /** Full paths of the files the API server reads. */
  readonly files: {
    readonly authority: string;
    readonly certificate: string;
    readonly key: string;
    readonly serviceAccountKey: string;
    readonly tokens: string;
  };
}

export async function writeCredentials(folder: string): Promise<ControlPlaneCredentials> {
  const authority = await createAuthority('acgs-test-cluster');
  const server = await createServerCertificate(authority);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const tokens = { admin: newToken(), viewer: newToken(), nobody: newToken() };
  const files = {
    authority: join(folder, 'ca.crt'),
    certificate: join(folder, 'server.crt'),
    key: join(folder, 'server.key'),
    serviceAccountKey: join(folder, 'service-account.key'),
    tokens: join(folder, 'tokens.csv'),
  };
  await Promise.all([
    writeFile(files.authority, authority.certificate),
    writeFile(files.certificate, server.certificate),
    writeFile(files.key, server.key),
    writeFile(files.serviceAccountKey, privateKey.export({ type: 'pkcs1', format: 'pem' })),
    writeFile(
      files.tokens,
      [
        `${tokens.admin},admin,1,"system:masters"`,
        `${tokens.viewer},viewer,2,"acgs:viewers"`,
        `${tokens.nobody},nobody,3`,
      ].join('\n'),
    ),
  ]);
  return { authority, tokens, files };
}

export interface KubeconfigOptions {
  server: string;
  authority: string;
  /** The fields of the user entry: `token`, or `client-certificate-data` and `client-key-data`, or `exec`. */
  user: Readonly<Record<string, unknown>>;
  namespace?: string;
}

/** A kubeconfig with one cluster, one user and one context, all called `test`. */
export function kubeconfigText({ server, authority, user, namespace }: KubeconfigOptions): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': toBase64(authority) } }],
    users: [{ name: 'test', user }],
    contexts: [
      { name: 'test', context: { cluster: 'test', user: 'test', ...(namespace ? { namespace } : {}) } },
    ],
    'current-context': 'test',
  });
}

/** The user entry of a kubeconfig for a client certificate. */
export function certificateUser({ certificate, key }: Certificate): Record<string, string> {
  return { 'client-certificate-data': toBase64(certificate), 'client-key-data': toBase64(key) };
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function newToken(): string {
  return randomBytes(16).toString('hex');
}
