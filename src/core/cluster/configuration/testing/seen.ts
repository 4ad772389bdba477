import { resolveThresholds } from '../../../connect/profile/thresholds.ts';
import { environmentOf } from '../environment.ts';
import type { JudgingGround } from '../judge.ts';
import { type SeenConfiguration, type SeenDeployment, seenConfigMap } from '../look.ts';

export const HASH = 'cdd01ef066bc6cf2';
export const MAP = 'mlops-production-config';

/** Epoch milliseconds. */
export const WRITTEN = Date.parse('2026-06-27T10:00:00Z');

export const GROUND: JudgingGround = {
  namespace: 'acgs-production',
  names: [MAP, 'mlops-config'],
  environment: 'production',
  expectedHash: HASH,
  thresholds: resolveThresholds({}),
};

/** As the deployment guide has them, and with the share of traffic. */
export const DATA = {
  constitutional_hash: HASH,
  mlops_enabled: 'true',
  traffic_percentage: '100',
  performance_targets:
    'response_time_ms: 2000\nconstitutional_compliance: 0.95\ncost_savings: 0.74\navailability: 0.999\nmodel_accuracy: 0.90\n',
  storage_config:
    'storage_root: "/opt/mlops/production"\nartifact_retention_days: 90\nenable_compression: true\nbackup_enabled: true\n',
};

export const ENV: Readonly<Record<string, string>> = {
  MLOPS_INTEGRATION_MODE: 'production',
  MIGRATION_MODE: 'false',
  FALLBACK_ENABLED: 'true',
};

export function configMap(data: Readonly<Record<string, string>> = DATA, by = 'helm', name = MAP) {
  const fields = Object.fromEntries(Object.keys(data).map((key) => [`f:${key}`, {}]));
  return seenConfigMap(
    { namespace: 'acgs-production', name },
    {
      metadata: {
        name,
        managedFields: [
          { manager: by, operation: 'Update', time: '2026-06-27T10:00:00Z', fieldsV1: { 'f:data': fields } },
        ],
      },
      data,
    },
  );
}

/** A deployment of one container; `env` as Kubernetes has it, or names and values. */
export function deployment(
  name: string,
  env: readonly unknown[] | Readonly<Record<string, string>> = ENV,
  more: Partial<SeenDeployment> & { envFrom?: readonly unknown[] } = {},
): SeenDeployment {
  const list = Array.isArray(env)
    ? env
    : Object.entries(env).map(([variable, value]) => ({ name: variable, value }));
  const { envFrom = [], ...rest } = more;
  return {
    name,
    environment: environmentOf({
      spec: { template: { spec: { containers: [{ name, env: list, envFrom }] } } },
    }),
    reads: null,
    startedAt: null,
    ...rest,
  };
}

/** All as it is to be, but for what is given. */
export function seen(of: Partial<SeenConfiguration> = {}): SeenConfiguration {
  return {
    configMaps: { ok: true, value: [configMap()] },
    deployments: { ok: true, value: [deployment('mlops-manager')] },
    others: new Map(),
    ...of,
  };
}
