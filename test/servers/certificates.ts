import { generate } from 'selfsigned';

/** A certificate with its private key, both PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

export interface ValidityOptions {
  /** Default: an hour ago, so that clocks may differ. */
  notBefore?: Date;
  /** Default: tomorrow. */
  notAfter?: Date;
}

/** A certificate authority of its own. */
export async function createAuthority(commonName: string): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: commonName }], {
    ...signing({}),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  return { certificate: cert, key };
}

/** A server certificate for `localhost` and 127.0.0.1. */
export async function createServerCertificate(
  authority: Certificate,
  validity: ValidityOptions = {},
): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...signing(validity),
    ca: { cert: authority.certificate, key: authority.key },
    extensions: [
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { certificate: cert, key };
}

/** A client certificate; Kubernetes takes the user from the common name and the groups from the organizations. */
export async function createClientCertificate(
  authority: Certificate,
  user: string,
  groups: readonly string[] = [],
  validity: ValidityOptions = {},
): Promise<Certificate> {
  const subject = [
    { name: 'commonName', value: user },
    ...groups.map((group) => ({ name: 'organizationName', value: group })),
  ];
  const { cert, private: key } = await generate(subject, {
    ...signing(validity),
    ca: { cert: authority.certificate, key: authority.key },
    extensions: [
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', clientAuth: true },
    ],
  });
  return { certificate: cert, key };
}

function signing({ notBefore, notAfter }: ValidityOptions) {
  const dayMs = 86_400_000;
  return {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: notBefore ?? new Date(Date.now() - dayMs / 24),
    notAfterDate: notAfter ?? new Date(Date.now() + dayMs),
  } as const;
}
