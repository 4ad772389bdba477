import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startControlPlane, type TestControlPlane } from '../../../../test/servers/control-plane.ts';
import { kubeconfigText } from '../../../../test/servers/control-plane-credentials.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { openKubernetes } from './index.ts';

let cluster: TestControlPlane;
let folder: TemporaryFolder;
let files = 0;

beforeAll(async () => {
  cluster = await startControlPlane();
  folder = await temporaryFolder('users');
});
afterAll(async () => {
  await cluster?.close();
  await folder?.remove();
});

const PODS = '/api/v1/namespaces/default/pods';
const SECRETS = '/api/v1/namespaces/default/secrets';

/** What a user is answered who asks for `path` with this kubeconfig. */
async function ask(kubeconfig: string, path: string): Promise<unknown> {
  files += 1;
  const file = join(folder.path, `kubeconfig-${files}`);
  await writeFile(file, kubeconfig);
  const kubernetes = await openKubernetes({
    cluster: { kubeconfig: file },
    clock: systemClock(),
    log: silentLog,
    redactor: createRedactor(),
  });
  try {
    return await kubernetes.request({ path });
  } finally {
    await kubernetes.close();
  }
}

function withUser(user: Record<string, unknown>): string {
  return kubeconfigText({ server: cluster.server, authority: cluster.authority, user });
}

async function plugin(body: string): Promise<string> {
  const path = join(folder.path, `plugin-${files}`);
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return withUser({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: path } });
}

const credential = (token: string) =>
  JSON.stringify({
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token },
  });

describe('a real API server', () => {
  it('knows a token, a token file, a client certificate and a plugin for the user they stand for', async () => {
    await writeFile(join(folder.path, 'token'), cluster.tokens.viewer);
    const kubeconfigs = [
      cluster.kubeconfigFor('viewer'),
      withUser({ tokenFile: 'token' }),
      await cluster.kubeconfigWithCertificate('alice', { groups: ['acgs:viewers'] }),
      await plugin(`echo '${credential(cluster.tokens.viewer)}'`),
    ];
    for (const kubeconfig of kubeconfigs) {
      expect(await ask(kubeconfig, PODS)).toMatchObject({ kind: 'PodList' });
      await expect(ask(kubeconfig, SECRETS)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('says in its own words what a role does not allow', async () => {
    await expect(ask(cluster.kubeconfigFor('nobody'), PODS)).rejects.toMatchObject({
      code: 'forbidden',
      status: 403,
      message: `Kubernetes API at 127.0.0.1:${cluster.port} refuses GET ${PODS}: pods is forbidden: User "nobody" cannot list resource "pods" in API group "" in the namespace "default"`,
    });
  });

  it('lets an administrator act as somebody else, with no more rights than he', async () => {
    const acting = withUser({
      token: cluster.tokens.admin,
      as: 'carol',
      'as-groups': ['acgs:viewers', 'others'],
    });
    expect(await ask(acting, PODS)).toMatchObject({ kind: 'PodList' });
    await expect(ask(acting, SECRETS)).rejects.toThrow('User "carol" cannot list');
  });

  it('refuses a token that it does not know, and a plugin is asked once more before that', async () => {
    await expect(ask(withUser({ token: 'not-a-token' }), PODS)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    const marker = join(folder.path, 'ran');
    const renewing = await plugin(
      `if [ -e '${marker}' ]; then echo '${credential(cluster.tokens.viewer)}'; else touch '${marker}'; echo '${credential('revoked-token')}'; fi`,
    );
    expect(await ask(renewing, PODS)).toMatchObject({ kind: 'PodList' });
  });

  it('is not even asked with a client certificate that has expired', async () => {
    const expired = await cluster.kubeconfigWithCertificate('alice', {
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2020-01-02'),
    });
    await expect(ask(expired, PODS)).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringContaining('expired on 2020-01-02'),
    });
  });
});
