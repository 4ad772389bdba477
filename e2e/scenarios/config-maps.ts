import type { ConfigMapView } from '../../src/contract/cluster.ts';
import { isoAgo, type Moment } from './scenario.ts';

const HOUR_MS = 3_600_000;
const EXPECTED = 'cdd01ef066bc6cf2';

/** Config maps of the profile's namespace, and with `all` those of the cluster itself. */
export function configMapsOf(at: Moment, all: boolean): ConfigMapView[] {
  const row = (
    namespace: string,
    name: string,
    keys: string[],
    bytes: number,
    more: Partial<ConfigMapView> = {},
  ): ConfigMapView => ({
    key: `${namespace}/${name}`,
    namespace,
    name,
    level: 'unknown',
    keys,
    keyCount: keys.length,
    bytes,
    immutable: false,
    hash: 'none',
    hashes: [],
    createdAt: isoAgo(at, 24 * 24 * HOUR_MS),
    changedBy: 'kubectl-client-side-apply',
    changedAt: isoAgo(at, 9 * 24 * HOUR_MS),
    ...more,
  });
  const production = 'acgs-production';
  return [
    row(
      production,
      'mlops-production-config',
      ['constitutional_hash', 'mlops_enabled', 'performance_targets', 'storage_config', 'traffic_percentage'],
      642,
      {
        level: 'good',
        hash: 'match',
        hashes: [EXPECTED],
        changedBy: 'acgs-control-center',
        changedAt: isoAgo(at, 2 * HOUR_MS),
      },
    ),
    row(production, 'governance-rules', ['rules.rego', 'weights.json'], 48_211, {
      level: 'critical',
      hash: 'mismatch',
      hashes: ['0000deadbeef0000'],
    }),
    row(production, 'opa-bundle', ['bundle.tar.gz'], 388_120, {
      immutable: true,
      changedBy: 'argocd-controller',
    }),
    row(production, 'kube-root-ca.crt', ['ca.crt'], 1099, { changedBy: 'kube-controller-manager' }),
    ...(all
      ? [
          row('kube-system', 'coredns', ['Corefile'], 318),
          row('kube-system', 'extension-apiserver-authentication', ['client-ca-file'], 1099),
        ]
      : []),
  ];
}
