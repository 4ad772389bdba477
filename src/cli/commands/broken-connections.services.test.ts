import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { openBreakingCluster } from '../testing/breaking-cluster.ts';
import { describeBrokenConnections } from '../testing/broken-connections.ts';

/** In the practice system, which keeps a list of what changed it. */
let sandbox: Sandbox;
let breaking: Awaited<ReturnType<typeof openBreakingCluster>>;

const kubeconfigOf = z.looseObject({
  clusters: z.array(
    z.looseObject({
      cluster: z.looseObject({ server: z.string(), 'certificate-authority-data': z.string() }),
    }),
  ),
});

beforeAll(async () => {
  sandbox = await startSandbox();
  const text = await readFile(join(dirname(sandbox.profilePath), 'kubeconfig'), 'utf8');
  const written = kubeconfigOf.parse(parse(text));
  const [{ cluster } = { cluster: { server: '', 'certificate-authority-data': '' } }] = written.clusters;
  breaking = await openBreakingCluster({
    api: {
      port: Number(new URL(cluster.server).port),
      authority: Buffer.from(cluster['certificate-authority-data'], 'base64').toString(),
    },
    kubeconfig: (server) =>
      stringify({ ...written, clusters: [{ name: 'acgs-sandbox', cluster: { server } }] }),
    ...{ namespace: 'acgs-production', configMap: 'mlops-production-config', deployment: 'ac-service' },
  });
});
afterAll(async () => {
  await breaking?.close();
  await sandbox?.close();
});

describeBrokenConnections(() => ({
  breaking,
  changes: async () => sandbox.changes().map(({ method, path }) => `${method} ${path}`),
}));
