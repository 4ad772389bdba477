import { createHash } from 'node:crypto';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './programs.ts';

export interface ControlPlaneRelease {
  /** Archive with etcd, kube-apiserver and kubectl. */
  archiveUrl: string;
  /** SHA-512 of the archive, in hex. */
  archiveSha512: string;
  /** Folder of the programs that the archive lacks; each has a `.sha256` beside it. */
  programsUrl: string;
}

const KUBERNETES_VERSION = '1.34.1';

/** From kubernetes-sigs/controller-tools, envtest-releases.yaml. */
const ENVTEST_SHA512: Readonly<Record<string, string>> = {
  amd64:
    'c5e7c237ae18a8c65d0df1214b864ecd19aa9ff4f1383dbd477c202546d778c0f74efe15750ec38f57d8de26ba17cd62f404446cdd3c975399a5d4589de35cdd',
  arm64:
    'bf13d2456183e66d084e28e1c9eed6a408fb77a06d8d1fd0461a7d9bc0c90b63d29ea67870b28f80d1f992acb026007d6f43987753c859c81d6a78bc1ca2c903',
};

/** The Kubernetes project's own binaries; it publishes the controller manager and the scheduler for Linux only. */
export function officialRelease(
  platform: string = process.platform,
  processor: string = process.arch,
): ControlPlaneRelease | undefined {
  const architecture = { x64: 'amd64', arm64: 'arm64' }[processor] ?? '';
  const archiveSha512 = ENVTEST_SHA512[architecture];
  if (platform !== 'linux' || archiveSha512 === undefined) return undefined;
  const tag = `envtest-v${KUBERNETES_VERSION}`;
  return {
    archiveUrl: `https://github.com/kubernetes-sigs/controller-tools/releases/download/${tag}/${tag}-linux-${architecture}.tar.gz`,
    archiveSha512,
    programsUrl: `https://dl.k8s.io/release/v${KUBERNETES_VERSION}/bin/linux/${architecture}`,
  };
}

/** Downloads a release into `folder`; throws when a host does not answer within 5 s or a checksum differs. */
export async function downloadControlPlane(release: ControlPlaneRelease, folder: string): Promise<void> {
  const missing = ['kube-controller-manager', 'kube-scheduler'];
  const sums = await Promise.all(missing.map((name) => fetchText(`${release.programsUrl}/${name}.sha256`)));
  const archive = join(folder, 'envtest.tar.gz');
  await download(release.archiveUrl, archive, 'sha512', release.archiveSha512);
  await run('tar', ['-xzf', archive, '-C', folder, '--strip-components=2']);
  await rm(archive);
  for (const [index, name] of missing.entries()) {
    const path = join(folder, name);
    await download(
      `${release.programsUrl}/${name}`,
      path,
      'sha256',
      sums[index]?.trim().split(/\s/)[0] ?? '',
    );
    await chmod(path, 0o755);
  }
}

const ANSWER_TIMEOUT_MS = 5000;
const DOWNLOAD_TIMEOUT_MS = 300_000;

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return response.text();
}

async function download(url: string, path: string, algorithm: string, expected: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  const content = new Uint8Array(await response.arrayBuffer());
  const actual = createHash(algorithm).update(content).digest('hex');
  if (actual !== expected) throw new Error(`${url} has the ${algorithm} ${actual}, expected ${expected}.`);
  await writeFile(path, content);
}
