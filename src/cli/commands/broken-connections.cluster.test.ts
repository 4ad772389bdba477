import { afterAll, beforeAll } from 'vitest';
import { startControlPlane, type TestControlPlane } from '../../../test/servers/control-plane.ts';
import { type FakeKubelet, startFakeKubelet } from '../../../test/servers/fake-kubelet.ts';
import { createDeployment, createNamespace } from '../../../test/servers/kubernetes-objects.ts';
import { openBreakingCluster } from '../testing/breaking-cluster.ts';
import { describeBrokenConnections } from '../testing/broken-connections.ts';

/** At a real API server, which keeps an audit log. */
const namespace = 'breaking';

let cluster: TestControlPlane;
let kubelet: FakeKubelet;
let breaking: Awaited<ReturnType<typeof openBreakingCluster>>;

beforeAll(async () => {
  cluster = await startControlPlane({ audited: true });
  kubelet = await startFakeKubelet(cluster);
  await createNamespace(cluster.api, namespace);
  await createDeployment(cluster.api, { name: 'ac-service', namespace, replicas: 1, image: 'acgs/ac:1' });
  await cluster.kubectl(
    '-n',
    namespace,
    'create',
    'configmap',
    'config',
    '--from-literal=mlops_enabled=true',
  );
  await cluster.kubectl('-n', namespace, 'rollout', 'status', 'deployment/ac-service', '--timeout=40s');
  breaking = await openBreakingCluster({
    api: cluster,
    kubeconfig: (server) => cluster.kubeconfigFor('admin', { server }),
    ...{ namespace, configMap: 'config', deployment: 'ac-service' },
  });
});

afterAll(async () => {
  await breaking?.close();
  await kubelet?.close();
  await cluster?.close();
});

describeBrokenConnections(() => ({
  breaking,
  async changes() {
    const all = await cluster.changes();
    return all
      .filter(({ userAgent }) => userAgent === 'acgs-control-center')
      .map(({ verb, path }) => `${verb} ${path}`);
  },
}));
