import type { Finding, SystemStatus, SystemTile } from '../../src/contract/health.ts';
import type { Moment } from './scenario.ts';
import { isoAgo, ripple } from './scenario.ts';

export interface SystemFixture {
  id: string;
  name: string;
  layer: SystemTile['layer'];
  responseTimeMs: number;
  version: string | null;
  pods: number | null;
  detail: string | null;
  deployment: string | null;
}

function service(
  id: string,
  name: string,
  layer: SystemTile['layer'],
  responseTimeMs: number,
  version: string,
  pods: number,
  deployment = id,
): SystemFixture {
  return { id, name, layer, responseTimeMs, version, pods, detail: null, deployment };
}

function store(
  id: string,
  name: string,
  responseTimeMs: number,
  version: string,
  detail: string,
): SystemFixture {
  return { id, name, layer: 'data', responseTimeMs, version, pods: null, detail, deployment: null };
}

export const SYSTEMS: readonly SystemFixture[] = [
  service('authentication', 'Authentication', 'core', 12.4, '3.1.0', 3, 'auth-service'),
  service('constitutional-ai', 'Constitutional AI', 'core', 38.2, '3.4.1', 3, 'ac-service'),
  service('integrity', 'Integrity', 'core', 9.1, '2.9.0', 3, 'integrity-service'),
  service('feature-validation', 'Feature Validation', 'core', 21.0, '2.2.3', 3, 'fv-service'),
  service('governance', 'Governance', 'core', 17.6, '3.0.2', 3, 'gs-service'),
  service('policy-generation', 'Policy Generation', 'core', 64.3, '2.7.5', 3, 'pgc-service'),
  service('evolution-control', 'Evolution Control', 'core', 17.2, '1.8.0', 3, 'ec-service'),
  service('mlops-manager', 'MLOps Manager', 'mlops', 31.5, '1.5.0', 2),
  service('model-versioning', 'Model Versioning', 'mlops', 14.8, '1.5.0', 2),
  service('git-integration', 'Git Integration', 'mlops', 26.1, '1.5.0', 1),
  service('artifact-storage', 'Artifact Storage', 'mlops', 19.3, '1.5.0', 3),
  service('deployment-pipeline', 'Deployment Pipeline', 'mlops', 22.7, '1.5.0', 2),
  service('monitoring-dashboard', 'Monitoring Dashboard', 'mlops', 11.0, '1.5.0', 2),
  service('production-integration', 'Production Integration', 'mlops', 8.4, '1.5.0', 2),
  store('postgres', 'PostgreSQL', 1.2, '15.7', 'primary'),
  store('redis', 'Redis', 0.3, '7.2.4', 'hit rate 94.1 %'),
  store('objects', 'Artifact store', 18.2, 'S3', '412 of 1024 GiB'),
  store('influx', 'InfluxDB', 4.6, '1.8.10', '3 of 12 databases'),
  store('cluster', 'Cluster', 6.8, 'v1.29.4', '6 nodes ready'),
];

/** What is wrong with a system, over its healthy tile. */
export interface Ailment {
  status?: SystemStatus;
  hash?: SystemTile['hash'];
  reported?: string | null;
  httpStatus?: number | null;
  responseTimeMs?: number | null;
  reason: string | null;
  detail?: string | null;
  pods?: { ready: number; desired: number };
  /** How long it has been so, ms. */
  sinceMs: number;
  finding?: { level: Finding['level']; title: string; text: string };
}

export function tileOf(system: SystemFixture, at: Moment, ailment: Ailment | undefined): SystemTile {
  const jitter = 1 + ripple(system.name.length, at.nowMs / 7000) * 0.08;
  const isHttp = system.layer !== 'data';
  const healthy: SystemTile = {
    id: system.id,
    name: system.name,
    layer: system.layer,
    status: 'operational',
    reported: isHttp ? 'healthy' : null,
    httpStatus: isHttp ? 200 : null,
    responseTimeMs: Math.round(system.responseTimeMs * jitter * 10) / 10,
    version: system.version,
    hash: isHttp ? 'match' : 'unverified',
    observedAt: isoAgo(at, 1000 + (system.name.length % 6) * 900),
    reason: null,
    pods: system.pods === null ? null : { ready: system.pods, desired: system.pods },
    detail: system.detail,
    since: isoAgo(at, 3 * 86_400_000),
    stale: false,
  };
  if (!ailment) return healthy;
  return {
    ...healthy,
    status: ailment.status ?? healthy.status,
    hash: ailment.hash ?? healthy.hash,
    reported: ailment.reported === undefined ? healthy.reported : ailment.reported,
    httpStatus: ailment.httpStatus === undefined ? healthy.httpStatus : ailment.httpStatus,
    responseTimeMs: ailment.responseTimeMs === undefined ? healthy.responseTimeMs : ailment.responseTimeMs,
    reason: ailment.reason,
    detail: ailment.detail === undefined ? healthy.detail : ailment.detail,
    pods: ailment.pods ?? healthy.pods,
    since: isoAgo(at, ailment.sinceMs),
    observedAt: ailment.status === 'not-configured' ? null : healthy.observedAt,
  };
}
