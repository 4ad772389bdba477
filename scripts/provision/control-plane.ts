import { CONTROL_PLANE_PROGRAMS, controlPlaneCache, locateControlPlane } from './control-plane-files.ts';
import { downloadControlPlane, officialRelease } from './control-plane-release.ts';
import { buildControlPlane } from './control-plane-source.ts';
import { mayInstall } from './debian.ts';
import { intoCache } from './into-cache.ts';
import { messageOf, type Part, type Provisioned, type Report } from './part.ts';

const NAME = 'control-plane';
const MEND =
  'Set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver, kube-controller-manager and kube-scheduler, or run as root on Debian.';

/** A real Kubernetes control plane: used where it is, else the official binaries, else built from Debian's source. */
export const controlPlanePart: Part = {
  name: NAME,
  locate: locateControlPlane,
  async provide(report): Promise<Provisioned> {
    const present = locateControlPlane();
    if (present !== undefined) return { name: NAME, available: true, path: present };
    const problems: string[] = [];
    for (const obtain of [download, build]) {
      try {
        const path = controlPlaneCache();
        await intoCache(path, CONTROL_PLANE_PROGRAMS, (folder) => obtain(folder, report));
        return { name: NAME, available: true, path };
      } catch (error) {
        problems.push(messageOf(error));
      }
    }
    return { name: NAME, available: false, reason: problems.join(' '), mend: MEND };
  },
};

async function download(folder: string, report: Report): Promise<void> {
  const release = officialRelease();
  if (release === undefined) throw new Error('There are no official binaries for this platform.');
  report('looking for the official control plane binaries');
  await downloadControlPlane(release, folder).catch((error: unknown) => {
    throw new Error(`The official binaries could not be fetched (${messageOf(error)}).`);
  });
}

async function build(folder: string, report: Report): Promise<void> {
  if (!mayInstall()) throw new Error('Building them from source needs root on Debian.');
  await buildControlPlane(folder, report);
}
