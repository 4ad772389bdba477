import { generate } from 'selfsigned';

export interface ServingCertificate {
  /** PEM of the authority that the kubeconfig trusts. */
  authority: string;
  certificate: string;
  key: string;
}

/** A certificate authority of this sandbox alone, and a certificate of the API server for loopback. */
export async function issueCertificate(): Promise<ServingCertificate> {
  const authority = await generate([{ name: 'commonName', value: 'acgs-sandbox-ca' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  const serving = await generate([{ name: 'commonName', value: 'kube-apiserver' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
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
  return { authority: authority.cert, certificate: serving.cert, key: serving.private };
}
