import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requirePart } from '../../scripts/provision/parts.ts';
import { run } from '../../scripts/provision/programs.ts';
import { type AuditedChange, auditedChanges, auditing } from './audit-log.ts';
import { createClientCertificate, type ValidityOptions } from './certificates.ts';
import {
  type ControlPlaneUser,
  certificateUser,
  kubeconfigText,
  writeCredentials,
} from './control-plane-credentials.ts';
import { freePort } from './free-port.ts';
import { type KubernetesApi, kubernetesApi } from './kubernetes-api.ts';
import { type ServerProcess, startProcess, waitUntilReady } from './server-process.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { grantViewer } from './viewer-role.ts';

export interface TestControlPlane {
  /** `https://127.0.0.1:PORT` */
  readonly server: string;
  readonly port: number;
  /** `http://127.0.0.1:PORT` of its etcd. */
  readonly etcd: string;
  /** PEM of the authority that signed the API server's certificate. */
  readonly authority: string;
  readonly tokens: Readonly<Record<ControlPlaneUser, string>>;
  /** A kubeconfig file with the administrator's token. */
  readonly kubeconfig: string;
  /** The administrator's client, for setting up tests. */
  readonly api: KubernetesApi;
  /** The text of a kubeconfig with this user's token; `server` replaces the address, for a proxy in between. */
  kubeconfigFor(user: ControlPlaneUser, options?: { server?: string; namespace?: string }): string;
  /** The text of a kubeconfig with a client certificate that the API server accepts. */
  kubeconfigWithCertificate(
    user: string,
    options?: ValidityOptions & { groups?: readonly string[]; server?: string; namespace?: string },
  ): Promise<string>;
  /** Changes that the API server was asked for and carried out, in order, by its own audit log. Needs `audited`. */
  changes(): Promise<readonly AuditedChange[]>;
  /** Runs kubectl as the administrator and gives its standard output. */
  kubectl(...args: string[]): Promise<string>;
  /** Kills the API server; etcd keeps the data. */
  stopApiServer(): Promise<void>;
  /** Starts it again on the same port with the same data. */
  startApiServer(): Promise<void>;
  close(): Promise<void>;
}

const CONTROLLER_MANAGER_ATTEMPTS = 3;

/**
 * Starts a real Kubernetes control plane without containers: etcd, the API server with RBAC, and the controller
 * manager, unless nothing is to be controlled. There is no kubelet (see fake-kubelet.ts), and the scheduler runs only
 * when asked for.
 */
export async function startControlPlane(
  options: { scheduler?: boolean; controllers?: false; audited?: true } = {},
): Promise<TestControlPlane> {
  const programs = requirePart('control-plane');
  const folder = await temporaryFolder('cluster');
  const [port, etcdPort, peerPort] = [await freePort(), await freePort(), await freePort()];
  const server = `https://127.0.0.1:${port}`;
  const etcd = `http://127.0.0.1:${etcdPort}`;
  const credentials = await writeCredentials(folder.path);
  const { files, tokens } = credentials;
  const authority = credentials.authority.certificate;
  const api = kubernetesApi(server, authority, tokens.admin);
  const kubeconfig = join(folder.path, 'kubeconfig');
  const kubeconfigFor: TestControlPlane['kubeconfigFor'] = (user, address) =>
    kubeconfigText({ server, authority, user: { token: tokens[user] }, ...address });
  await writeFile(kubeconfig, kubeconfigFor('admin'));

  const running: ServerProcess[] = [];
  const start = (name: string, args: string[]) => {
    const process = startProcess({ name, command: join(programs, name), args, cwd: folder.path });
    running.push(process);
    return process;
  };

  const close = async () => {
    await api.close();
    await Promise.all(running.map((process) => process.stop('SIGKILL')));
    await folder.remove();
  };

  async function launchApiServer(): Promise<ServerProcess> {
    const process = start('kube-apiserver', [
      `--etcd-servers=${etcd}`,
      `--secure-port=${port}`,
      '--bind-address=127.0.0.1',
      // Only written into the service `kubernetes`, where a loopback address is not allowed (RFC 5737).
      '--advertise-address=192.0.2.1',
      `--cert-dir=${folder.path}`,
      `--tls-cert-file=${files.certificate}`,
      `--tls-private-key-file=${files.key}`,
      `--client-ca-file=${files.authority}`,
      `--token-auth-file=${files.tokens}`,
      `--service-account-key-file=${files.serviceAccountKey}`,
      `--service-account-signing-key-file=${files.serviceAccountKey}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.0.0.0/24',
      // Without a kubelet nobody mounts service account tokens or clears the taints of fresh nodes.
      '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition',
      '--max-requests-inflight=2000',
      '--max-mutating-requests-inflight=1000',
      ...(options.audited ? await auditing(folder.path) : []),
    ]);
    await waitUntilReady('kube-apiserver', process, () => api.get('/readyz').then(() => true));
    return process;
  }

  /**
   * A busy machine can make it give up while it starts (its port taken meanwhile, an API server too slow for
   * it); what supervises it in a real cluster would start it again, and so do we. It works once it has made
   * the service account that every namespace gets.
   */
  async function launchControllerManager(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const process = start('kube-controller-manager', [
        `--kubeconfig=${kubeconfig}`,
        '--leader-elect=false',
        '--bind-address=127.0.0.1',
        `--secure-port=${await freePort()}`,
        ...(await insecurePortOff(join(programs, 'kube-controller-manager'))),
        // Fake nodes send no heartbeats; without these two controllers nobody declares them lost.
        '--controllers=*,-nodelifecycle,-attachdetach',
        '--concurrent-deployment-syncs=20',
        '--concurrent-replicaset-syncs=20',
        '--kube-api-qps=2000',
        '--kube-api-burst=4000',
      ]);
      try {
        await waitUntilReady('kube-controller-manager', process, () =>
          api.get('/api/v1/namespaces/default/serviceaccounts/default').then(() => true),
        );
        return;
      } catch (error) {
        if (attempt === CONTROLLER_MANAGER_ATTEMPTS) throw error;
      }
    }
  }

  try {
    start('etcd', [
      ...['--data-dir', join(folder.path, 'etcd'), '--unsafe-no-fsync', '--log-level', 'error'],
      ...['--listen-client-urls', etcd],
      ...['--advertise-client-urls', etcd],
      ...['--listen-peer-urls', `http://127.0.0.1:${peerPort}`],
      ...['--initial-advertise-peer-urls', `http://127.0.0.1:${peerPort}`],
      ...['--initial-cluster', `default=http://127.0.0.1:${peerPort}`],
    ]);
    let apiServer = await launchApiServer();
    if (options.controllers !== false) await launchControllerManager();
    if (options.scheduler) {
      start('kube-scheduler', [
        `--kubeconfig=${kubeconfig}`,
        '--leader-elect=false',
        '--bind-address=127.0.0.1',
        `--secure-port=${await freePort()}`,
        ...(await insecurePortOff(join(programs, 'kube-scheduler'))),
        '--kube-api-qps=2000',
        '--kube-api-burst=4000',
      ]);
    }
    await grantViewer(api);

    return {
      server,
      port,
      etcd,
      authority,
      tokens,
      kubeconfig,
      api,
      kubeconfigFor,
      async kubeconfigWithCertificate(user, { groups, notBefore, notAfter, ...address } = {}) {
        const validity = { ...(notBefore ? { notBefore } : {}), ...(notAfter ? { notAfter } : {}) };
        const certificate = await createClientCertificate(credentials.authority, user, groups, validity);
        return kubeconfigText({ server, authority, user: certificateUser(certificate), ...address });
      },
      changes: () => auditedChanges(folder.path),
      kubectl: (...args) => run(requirePart('kubectl'), ['--kubeconfig', kubeconfig, ...args]),
      stopApiServer: () => apiServer.stop('SIGKILL'),
      async startApiServer() {
        apiServer = await launchApiServer();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Before 1.24 these programs also listen on a fixed plain-HTTP port, which only one of each could have. Built
 * from source they do not know their version, so their help is asked.
 */
async function insecurePortOff(program: string): Promise<string[]> {
  return /^\s+--port int\s/m.test(await run(program, ['--help'])) ? ['--port=0'] : [];
}
