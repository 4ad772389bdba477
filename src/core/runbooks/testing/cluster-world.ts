import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startControlPlane } from '../../../../test/servers/control-plane.ts';
import { startFakeKubelet } from '../../../../test/servers/fake-kubelet.ts';
import { createDeployment, createNamespace } from '../../../../test/servers/kubernetes-objects.ts';
import { temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import type { WorldChanges } from './drive-order.ts';
import type { PracticeWorld } from './practice-world.ts';

const NAMESPACE = 'acgs-production';
const CONFIG_MAP = 'mlops-production-config';
const HASH = 'cdd01ef066bc6cf2';
/** Of the control center in the API server's log; everybody else is somebody else. */
const OPERATOR = 'operator';
const SERVICES = {
  governance: 'gs-service',
  'mlops-manager': 'mlops-manager',
  'production-integration': 'production-integration',
};

/**
 * A real control plane with three services. What was changed is what its API server says that it was asked to, in its
 * own audit log. A service that is down crashed in its pods: it is up again once another pod takes the place of one.
 */
export async function startClusterWorld(): Promise<PracticeWorld> {
  const cluster = await startControlPlane({ audited: true });
  const crashed = new Set<string>();
  let isDown = false;
  const kubelet = await startFakeKubelet(cluster, {
    shouldRun({ name }) {
      if (name.startsWith(SERVICES.governance) && !crashed.has(name)) isDown = false;
      return true;
    },
  });
  const service = createServer((request, response) => {
    if (isDown && request.url?.startsWith('/governance')) return void response.socket?.destroy();
    response.writeHead(200, { 'content-type': 'application/json', 'x-constitutional-hash': HASH });
    response.end(JSON.stringify({ status: 'healthy', constitutional_hash: HASH }));
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const address = service.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  await createNamespace(cluster.api, NAMESPACE);
  const configMap = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
  await cluster.api.post(configMap, { metadata: { name: CONFIG_MAP }, data: { mlops_enabled: 'false' } });
  const names = Object.values(SERVICES);
  for (const name of names) await createDeployment(cluster.api, { name, namespace: NAMESPACE, replicas: 1 });
  const settled = async () => {
    for (const name of names)
      await cluster.kubectl('-n', NAMESPACE, 'rollout', 'status', `deployment/${name}`, '--timeout=60s');
  };
  await settled();

  const folder = await temporaryFolder('cluster-world');
  const profilePath = join(folder.path, 'profile.yaml');
  const kubeconfig = join(folder.path, 'kubeconfig');
  await writeFile(
    kubeconfig,
    await cluster.kubeconfigWithCertificate(OPERATOR, { groups: ['system:masters'] }),
  );
  const services = Object.entries(SERVICES).map(([id, deployment]) => [
    id,
    { url: `http://127.0.0.1:${port}/${id}`, deployment },
  ]);
  await writeFile(
    profilePath,
    stringify({
      name: 'killed',
      environment: 'staging',
      cluster: { kubeconfig, namespace: NAMESPACE, configMap: CONFIG_MAP },
      services: Object.fromEntries(services),
    }),
  );

  const asked = async (): Promise<WorldChanges> =>
    (await cluster.changes())
      // Asking for one's rights changes nothing.
      .filter(({ user, path }) => user === OPERATOR && !path.endsWith('/selfsubjectaccessreviews'))
      .map(({ at, verb, path }) => ({ at, method: verb.toUpperCase(), path }));

  return {
    fails: { 'service-down': 'pods that are only played have no log' },
    async enter({ faults = {} }) {
      await cluster.api.patch(`${configMap}/${CONFIG_MAP}`, {
        data: {
          mlops_enabled: 'false',
          integration_mode: null,
          migration_mode: null,
          fallback_enabled: null,
        },
      });
      await settled();
      if ('service-down=governance' in faults) {
        const pods = await cluster.kubectl('-n', NAMESPACE, 'get', 'pods', '-o', 'name');
        for (const line of pods.split('\n')) crashed.add(line.replace('pod/', ''));
        isDown = true;
      }
      const data = await mkdtemp(join(tmpdir(), 'acgs-runbook-'));
      let before = 0;
      let begunAt = 0;
      const changes = async () => (await asked()).slice(before);
      return {
        profilePath,
        data,
        changes,
        lastedMs: () => Math.round(performance.now() - begunAt),
        async answer({ ask }) {
          if (ask === 'changes') return changes();
          if (ask === 'begin') {
            before = (await asked()).length;
            begunAt = performance.now();
          }
          return null;
        },
        leave: () => rm(data, { recursive: true, force: true }),
      };
    },
    async close() {
      service.closeAllConnections();
      service.close();
      await kubelet.close();
      await cluster.close();
      await folder.remove();
    },
  };
}
