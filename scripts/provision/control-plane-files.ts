import { homedir } from 'node:os';
import { join } from 'node:path';
import { isProgram } from './programs.ts';

/** The programs a control plane without containers is made of. */
export const CONTROL_PLANE_PROGRAMS = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
] as const;

/** Where built or downloaded files survive from run to run (XDG Base Directory Specification). */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'acgs-control-center');
}

/** What is built in another way than before gets another name, so that nobody goes on with what there was. */
export function controlPlaneCache(): string {
  return join(cacheFolder(), 'control-plane-2');
}

/** The first folder that has all the programs: KUBEBUILDER_ASSETS, as in Kubernetes' own projects, or the cache. */
export function locateControlPlane(): string | undefined {
  return candidateFolders().find((folder) =>
    CONTROL_PLANE_PROGRAMS.every((program) => isProgram(join(folder, program))),
  );
}

/** The same folders, best first, whether complete or not. */
export function candidateFolders(): string[] {
  const assets = process.env.KUBEBUILDER_ASSETS;
  return assets ? [assets, controlPlaneCache()] : [controlPlaneCache()];
}
