import { copyFile, cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { install, unpackSource } from './debian.ts';
import type { Report } from './part.ts';
import { findProgram, run } from './programs.ts';

const PROGRAMS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
const REFLECT = 'github.com/modern-go/reflect2';
const PACKAGES = [
  ...['golang-go', 'rsync', 'jq', 'dpkg-dev', 'make', 'etcd-server'],
  'golang-github-modern-go-reflect2-dev',
];

/**
 * Builds Debian 12's Kubernetes (1.20.2) from source into `folder`, beside Debian's etcd. About 6 minutes on two
 * cores and 3 GB of disk, in a work folder next to `folder` that is removed at the end.
 */
export async function buildControlPlane(folder: string, report: Report): Promise<void> {
  await install(PACKAGES, report);
  const work = await mkdtemp(`${folder}-source-`);
  try {
    report("unpacking Debian's Kubernetes source");
    const tree = join(work, 'kubernetes');
    await unpackSource('kubernetes', tree);
    // Since Go 1.18 the version that Kubernetes brings ends the API server at the first custom resource it reads.
    const vendored = join(tree, 'vendor', REFLECT);
    await rm(vendored, { recursive: true });
    await cp(join('/usr/share/gocode/src', REFLECT), vendored, { recursive: true, dereference: true });
    // Kubernetes of that age builds in GOPATH mode only, from its import path.
    const gopath = join(work, 'go');
    const root = join(gopath, 'src', 'k8s.io', 'kubernetes');
    await mkdir(join(gopath, 'src', 'k8s.io'), { recursive: true });
    await symlink(tree, root);
    const env = {
      GOPATH: gopath,
      GOCACHE: join(work, 'go-cache'),
      GO111MODULE: 'off',
      GOFLAGS: '',
      CGO_ENABLED: '0',
      // `go` finds the import path through the logical working directory, which spawn does not set.
      PWD: root,
    };
    report('generating Kubernetes sources (1 minute)');
    await run('make', ['generated_files'], { cwd: root, env });
    for (const program of PROGRAMS) {
      report(`building ${program} (up to 3 minutes)`);
      const output = join(folder, program);
      await run('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', output, `./cmd/${program}`], {
        cwd: root,
        env,
      });
    }
  } finally {
    // Go makes its module and build caches read-only.
    await run('chmod', ['-R', 'u+w', work]).catch(() => {});
    await rm(work, { recursive: true, force: true });
  }
  const etcd = findProgram('etcd');
  if (etcd === undefined) throw new Error("Debian's etcd-server brought no etcd.");
  await copyFile(etcd, join(folder, 'etcd'));
}
