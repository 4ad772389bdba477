import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { selectContext } from './kubeconfig.ts';

/**
 * What we read of a kubeconfig, held against the official client's reading of the same text: the same
 * context, server, user and credentials.
 */
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-kubeconfig-'));
});
afterEach(() => rm(folder, { recursive: true }));

const TOKEN = `apiVersion: v1
kind: Config
current-context: blue
contexts:
- name: blue
  context: { cluster: c1, user: alice, namespace: acgs-blue }
- name: green
  context: { cluster: c2, user: bob }
clusters:
- name: c1
  cluster: { server: "https://10.0.0.1:6443", insecure-skip-tls-verify: true }
- name: c2
  cluster: { server: "https://green.example:443/prefix", tls-server-name: api.green }
users:
- name: alice
  user: { token: alice-token }
- name: bob
  user: { username: bob, password: s3cret-of-bob }
`;

const CERTIFICATE = `current-context: admin@prod
contexts: [{ name: admin@prod, context: { cluster: prod, user: admin } }]
clusters: [{ name: prod, cluster: { server: "https://prod:6443", certificate-authority-data: Y2E= } }]
users:
- name: admin
  user: { client-certificate-data: Y2VydA==, client-key-data: a2V5 }
`;

const EXEC = `current-context: cloud
contexts: [{ name: cloud, context: { cluster: k, user: sso } }]
clusters: [{ name: k, cluster: { server: "https://cloud:443" } }]
users:
- name: sso
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: get-token
      args: [--cluster, k]
      env: [{ name: REGION, value: eu }]
      interactiveMode: Never
`;

it.each([
  ['a token user', [TOKEN], undefined],
  ['another context, with user name and password', [TOKEN], 'green'],
  ['a client certificate', [CERTIFICATE], undefined],
  ['an exec plugin', [EXEC], undefined],
  ['a list of files, the first one winning', [CERTIFICATE, TOKEN, EXEC], undefined],
  ['a context of a later file of a list', [TOKEN, EXEC], 'cloud'],
])('reads %s as the official client does', async (_what, texts, context) => {
  const paths = await Promise.all(
    texts.map(async (text, index) => {
      const path = join(folder, `config-${index}`);
      await writeFile(path, text);
      return path;
    }),
  );
  const ours = await selectContext({
    kubeconfig: undefined,
    context,
    env: { KUBECONFIG: paths.join(delimiter) },
  });

  const theirs = new KubeConfig();
  for (const [index, path] of paths.entries()) {
    if (index === 0) theirs.loadFromFile(path);
    else {
      const more = new KubeConfig();
      more.loadFromFile(path);
      theirs.mergeConfig(more, true);
    }
  }
  if (context !== undefined) theirs.setCurrentContext(context);
  const user = theirs.getCurrentUser();
  const cluster = theirs.getCurrentCluster();

  expect(ours.context).toBe(theirs.getCurrentContext());
  expect(ours.clusterName).toBe(cluster?.name);
  expect(ours.cluster.value.server).toBe(cluster?.server);
  expect(ours.cluster.value['certificate-authority-data']).toBe(cluster?.caData);
  expect(ours.cluster.value['insecure-skip-tls-verify'] ?? false).toBe(cluster?.skipTLSVerify ?? false);
  expect(ours.cluster.value['tls-server-name']).toBe(cluster?.tlsServerName);
  const mine = ours.user?.value;
  expect(mine).toBeDefined();
  expect(mine?.token).toBe(user?.token);
  expect(mine?.username).toBe(user?.username);
  expect(mine?.password).toBe(user?.password);
  expect(mine?.['client-certificate-data']).toBe(user?.certData);
  expect(mine?.['client-key-data']).toBe(user?.keyData);
  expect(mine?.exec?.command).toBe(user?.exec?.command);
  expect(mine?.exec?.args).toEqual(user?.exec?.args);
});
