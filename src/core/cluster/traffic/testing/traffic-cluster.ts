import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startControlPlane, type TestControlPlane } from '../../../../../test/servers/control-plane.ts';
import type { ControlPlaneUser } from '../../../../../test/servers/control-plane-credentials.ts';
import { startFakeKubelet } from '../../../../../test/servers/fake-kubelet.ts';
import { temporaryFolder } from '../../../../../test/servers/temporary-folder.ts';
import { type Kubernetes, openKubernetes } from '../../../connect/kubernetes/index.ts';
import { systemClock } from '../../../kernel/clock.ts';
import { silentLog } from '../../../kernel/log.ts';
import { createRedactor } from '../../../kernel/redaction.ts';
import { openDoor, type TestDoor } from '../../../operate/testing/open-door.ts';
import type { ShownHashes } from '../index.ts';

/** A real control plane, a connection to it, and a door to change it through. */
export interface TrafficCluster {
  api: TestControlPlane['api'];
  kubectl: TestControlPlane['kubectl'];
  kubernetes: Kubernetes;
  /** Path of the administrator's. */
  kubeconfig: string;
  door: TestDoor;
  /** The connection of somebody who has no rights but those that a test gives. */
  nobody: Kubernetes;
  close(): Promise<void>;
}

export async function openTrafficCluster(options: { kubelet: boolean }): Promise<TrafficCluster> {
  const clock = systemClock();
  const cluster = await startControlPlane(options.kubelet ? {} : { controllers: false });
  const kubelet = options.kubelet ? await startFakeKubelet(cluster) : null;
  const folder = await temporaryFolder('traffic');
  const opened: Kubernetes[] = [];
  const as = async (user: ControlPlaneUser): Promise<Kubernetes> => {
    const path = join(folder.path, user);
    await writeFile(path, cluster.kubeconfigFor(user));
    const kubernetes = await openKubernetes({
      ...{ cluster: { kubeconfig: path }, clock, log: silentLog, redactor: createRedactor() },
    });
    opened.push(kubernetes);
    return kubernetes;
  };
  const kubernetes = await as('admin');
  const nobody = await as('nobody');
  const door = openDoor({ clock, connect: async () => kubernetes });
  return {
    ...{ api: cluster.api, kubectl: cluster.kubectl, kubernetes, nobody, door },
    kubeconfig: join(folder.path, 'admin'),
    async close() {
      door.close();
      for (const each of opened) await each.close();
      await kubelet?.close();
      await cluster.close();
      await folder.remove();
    },
  };
}

/** A component that shows the constitution in force: more traffic may be given. */
export const RIGHT_HASH: ShownHashes = async () => [{ component: 'MLOps Manager', isRight: true }];
