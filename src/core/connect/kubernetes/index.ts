import type { Clock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import { DEFAULT_CONFIG_MAP, DEFAULT_NAMESPACE, type Profile } from '../profile/schema.ts';
import { type Client, createClient } from './client.ts';
import { createCredentialSource, readNamed } from './credentials.ts';
import { type KubeconfigContext, listContexts, type SelectedContext, selectContext } from './kubeconfig.ts';
import { createLiveness, type Liveness } from './liveness.ts';
import { createTransport, type Endpoint } from './transport.ts';

export { isGone, KubernetesError } from './answer-error.ts';
export type { Page, Query, WatchEvent } from './client.ts';
export type { KubeconfigContext } from './kubeconfig.ts';
export type { Liveness, Verdict } from './liveness.ts';

/** A cluster as the profile names it: who asks, where, and how to ask. */
export interface Kubernetes extends Client {
  /** Name of the kubeconfig's context. */
  context: string;
  clusterName: string;
  /** `10.0.0.1:6443`, for words. */
  serverHost: string;
  /** The profile's namespace and the config map of the feature percentage. */
  namespace: string;
  configMap: string;
  /** Asked while somebody listens. */
  liveness: Liveness;
  /** Ends watches, closes connections and stops a credential plugin that is still running. */
  close(): Promise<void>;
}

/**
 * Reads the kubeconfig and gets ready; the first request is what connects. Fails with `kubeconfig` or
 * `tls` in one sentence when the file cannot be used.
 */
export async function openKubernetes(options: {
  cluster: Profile['cluster'];
  clock: Clock;
  log: Log;
  redactor: Redactor;
  env?: NodeJS.ProcessEnv;
}): Promise<Kubernetes> {
  const { clock, log, redactor, env = process.env } = options;
  const profile = options.cluster ?? {};
  const selected = await selectContext({ kubeconfig: profile.kubeconfig, context: profile.context, env });
  const endpoint = await endpointOf(selected, redactor);
  const serverHost = endpoint.url.host;
  const words = `Kubernetes API at ${serverHost}`;
  const credentials = createCredentialSource({
    selected,
    cluster: {
      server: endpoint.url.href,
      caData: endpoint.ca === null ? null : Buffer.from(endpoint.ca).toString('base64'),
      tlsServerName: endpoint.tlsServerName,
      insecure: endpoint.insecure,
    },
    clock,
    redactor,
    env,
  });
  const transport = createTransport({ undici: await import('undici'), endpoint, words, clock });
  const client = createClient({
    transport,
    credentials,
    basePath: endpoint.url.pathname.replace(/\/+$/, ''),
    words,
    redactor,
  });
  const liveness = createLiveness({
    clock,
    words,
    ask: (signal) => client.text({ path: '/livez', signal }),
    lastContactAt: transport.lastContactAt,
    abandon(reason) {
      log.warn('kubernetes.abandon', { server: serverHost, reason: reason.message });
      transport.abandon(reason);
    },
  });
  return {
    ...client,
    context: selected.context,
    clusterName: selected.clusterName,
    serverHost,
    namespace: profile.namespace ?? DEFAULT_NAMESPACE,
    configMap: profile.configMap ?? DEFAULT_CONFIG_MAP,
    liveness,
    async close() {
      liveness.close();
      credentials.close();
      await transport.close();
    },
  };
}

/** The contexts of the kubeconfig that the profile means, without opening any. */
export function kubeconfigContexts(
  cluster: Profile['cluster'],
  env: NodeJS.ProcessEnv = process.env,
): Promise<KubeconfigContext[]> {
  return listContexts({ kubeconfig: cluster?.kubeconfig, context: cluster?.context, env });
}

async function endpointOf(selected: SelectedContext, redactor: Redactor): Promise<Endpoint> {
  const { value: cluster, file } = selected.cluster;
  const words = `cluster "${selected.clusterName}" of ${file.words}`;
  const server = cluster.server ?? '';
  if (!/^https?:\/\//.test(server) || !URL.canParse(server)) {
    throw new OperatorError('kubeconfig', `${words} has no usable server address`, {
      hint: 'Set its server to the https:// address of the API server.',
    });
  }
  const data = cluster['certificate-authority-data'];
  const path = cluster['certificate-authority'];
  const ca = data
    ? Buffer.from(data, 'base64').toString('utf8')
    : path
      ? await readNamed(path, file, `the certificate authority of ${words}`)
      : null;
  if (ca !== null && !ca.includes('-----BEGIN')) {
    throw new OperatorError('kubeconfig', `the certificate authority of ${words} is not a PEM certificate`, {
      hint: 'Get the kubeconfig again from whoever runs the cluster.',
    });
  }
  const proxyUrl = cluster['proxy-url'] || null;
  if (proxyUrl !== null) {
    if (!/^https?:\/\//.test(proxyUrl) || !URL.canParse(proxyUrl)) {
      throw new OperatorError(
        'kubeconfig',
        `${words} has a proxy-url that is not an http:// or https:// address`,
        {
          hint: 'SOCKS proxies are not supported; use an HTTP proxy or an SSH tunnel.',
        },
      );
    }
    const { password } = new URL(proxyUrl);
    if (password) redactor.add(decodeURIComponent(password));
  }
  return {
    url: new URL(server),
    ca,
    tlsServerName: cluster['tls-server-name'] || null,
    insecure: cluster['insecure-skip-tls-verify'] ?? false,
    proxyUrl,
  };
}
