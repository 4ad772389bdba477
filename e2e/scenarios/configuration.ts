import type { ConfigurationView } from '../../src/contract/configuration.ts';
import type { ProblemView } from '../../src/contract/source.ts';
import { judgeConfiguration } from '../../src/core/cluster/configuration/judge.ts';
import type { SeenConfiguration } from '../../src/core/cluster/configuration/look.ts';
import { lastKnown } from '../../src/core/cluster/configuration/stale.ts';
import {
  configMap,
  DATA,
  deployment,
  GROUND,
  seen,
} from '../../src/core/cluster/configuration/testing/seen.ts';
import { type Answer, isoAgo, type Moment, SILENCE } from './scenario.ts';

/** What a page may ask about the configuration. */
export interface ConfigurationScript {
  view: (at: Moment) => Answer<ConfigurationView>;
}

const MAP = 'mlops-production-config';
const fromMap = (name: string, key: string) => ({
  name,
  valueFrom: { configMapKeyRef: { name: MAP, key } },
});
const hash = { name: 'CONSTITUTIONAL_HASH', value: GROUND.expectedHash };
const written = Date.parse('2026-06-27T10:00:00Z');

/** Fourteen deployments, as the practice production has them. */
const deployments = (of: { root?: string; fallback?: string; accuracy?: unknown; began?: number } = {}) => [
  deployment(
    'mlops-manager',
    [
      hash,
      fromMap('MLOPS_ENABLED', 'mlops_enabled'),
      fromMap('TRAFFIC_PERCENTAGE', 'traffic_percentage'),
      { name: 'MLOPS_STORAGE_ROOT', value: '/opt/mlops/production' },
      { name: 'RESPONSE_TIME_TARGET_MS', value: '2000' },
      { name: 'CONSTITUTIONAL_COMPLIANCE_TARGET', value: '0.95' },
      { name: 'COST_SAVINGS_TARGET', value: '0.74' },
      of.accuracy ?? { name: 'MODEL_ACCURACY_TARGET', value: '0.90' },
    ],
    { reads: 'start', startedAt: Array<number>(2).fill(of.began ?? written + 60_000) },
  ),
  deployment('artifact-storage', [
    hash,
    { name: 'MLOPS_STORAGE_ROOT', value: of.root ?? '/opt/mlops/production' },
  ]),
  deployment('production-integration', [
    hash,
    { name: 'MLOPS_INTEGRATION_MODE', value: 'production' },
    { name: 'MIGRATION_MODE', value: 'false' },
    { name: 'FALLBACK_ENABLED', value: of.fallback ?? 'true' },
  ]),
  ...['auth-service', 'ac-service', 'integrity-service', 'fv-service', 'gs-service', 'pgc-service'].map(
    (name) => deployment(name, [hash]),
  ),
];

const judged = (of: Partial<SeenConfiguration>, last: Parameters<typeof judgeConfiguration>[2] = new Map()) =>
  judgeConfiguration(seen(of), GROUND, last);

const shown =
  (report: ConfigurationView['report']) =>
  (at: Moment): ConfigurationView => ({ report, observedAt: isoAgo(at, 6000), problem: null });

const agreeing = judged({ deployments: { ok: true, value: deployments() } });

export const agreeingConfiguration: ConfigurationScript = { view: shown(agreeing) };

/** Somebody edited it by hand, and not everywhere. */
export const driftedConfiguration: ConfigurationScript = {
  view: shown(
    judged(
      {
        configMaps: {
          ok: true,
          value: [
            configMap(
              {
                ...DATA,
                constitutional_hash: 'deadbeefcafe0000',
                traffic_percentage: '37',
                performance_targets: DATA.performance_targets
                  .replace('2000', '3000')
                  .replace('compliance: 0.95', 'compliance: 95')
                  .replace('availability: 0.999\n', ''),
              },
              'kubectl-edit',
            ),
          ],
        },
        deployments: {
          ok: true,
          value: deployments({
            root: '/mnt/models',
            fallback: 'false',
            began: written - 3_600_000,
            accuracy: {
              name: 'MODEL_ACCURACY_TARGET',
              valueFrom: { secretKeyRef: { name: 'mlops-targets', key: 'accuracy' } },
            },
          }),
        },
      },
      new Map([
        ['traffic_percentage', { value: '100', actor: 'Mara Okafor', at: written - 7_200_000, sentAt: null }],
      ]),
    ),
  ),
};

const answersNot: ProblemView = {
  code: 'unreachable',
  message: 'The Kubernetes API at prod (127.0.0.1:6443) does not answer: connection refused',
  hint: 'See that the VPN is up and the API server runs.',
};

export const staleConfiguration: ConfigurationScript = {
  view: (at) => ({
    report: lastKnown(agreeing, { ...answersNot, code: 'unreachable', retryable: true }),
    observedAt: isoAgo(at, at.nowMs - at.beganMs + 48_000),
    problem: answersNot,
  }),
};

/** The config map may be read, the deployments may not. */
export const partlyForbidden: ConfigurationScript = {
  view: shown(
    judged({
      deployments: {
        ok: false,
        problem: {
          ...{ code: 'forbidden', hint: 'Ask for the permission list on deployments in acgs-production.' },
          ...{ message: 'User "oncall" may not list deployments in acgs-production', retryable: false },
        },
      },
    }),
  ),
};

export const unconfiguredConfiguration: ConfigurationScript = {
  view: () => ({
    report: null,
    observedAt: null,
    problem: {
      code: 'not-configured',
      message: 'The profile names no cluster',
      hint: 'Add a cluster to the profile; docs/profile.md shows how.',
    },
  }),
};

export const silentConfiguration: ConfigurationScript = { view: () => SILENCE };

export const failingConfiguration = (failing: () => never): ConfigurationScript => ({ view: failing });
