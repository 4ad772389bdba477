import type { ServiceConditions } from '../conditions.ts';
import type { SystemFigures } from '../load-curve.ts';
import { constitutionalHash, type ServiceDefinition } from './catalogue.ts';

interface HealthInput {
  service: ServiceDefinition;
  conditions: ServiceConditions;
  figures: SystemFigures;
  auditCoverage: number;
  metricsGone: boolean;
  port: number;
  startedMs: number;
  nowMs: number;
}

/** What a service with a wrong hash reports. */
export const foreignHash = 'a41f0c9be77d2035';

/** The hash that a service shows in its body, if it shows one there. */
export function bodyHash({ hashIn }: ServiceDefinition, { hash }: ServiceConditions): string | undefined {
  if (hashIn === 'header' || hash === 'missing') {
    return undefined;
  }
  return hash === 'mismatch' ? foreignHash : constitutionalHash;
}

/** The hash of the `X-Constitutional-Hash` header. Where both are shown, a wrong body leaves the header right. */
export function headerHash({ hashIn }: ServiceDefinition, { hash }: ServiceConditions): string | undefined {
  if (hashIn === 'body' || hash === 'missing') {
    return undefined;
  }
  return hash === 'mismatch' && hashIn === 'header' ? foreignHash : constitutionalHash;
}

/** The body of `GET /health`, in the service's own dialect. */
export function renderHealth(input: HealthInput): Record<string, unknown> {
  const { service, conditions, figures, port, startedMs, nowMs } = input;
  const hash = bodyHash(service, conditions);
  return {
    status: conditions.degraded ? 'degraded' : service.word,
    service: service.reportedName,
    version: service.version,
    ...timestampOf(service, nowMs),
    ...(hash === undefined ? {} : { constitutional_hash: hash }),
    port,
    uptime_seconds: Math.round((nowMs - startedMs) / 1000),
    ...partsOf(service, conditions.degraded),
    ...(service.id === 'mlops-manager' && !input.metricsGone
      ? { performance_metrics: performanceMetrics(figures, input.auditCoverage) }
      : {}),
  };
}

function timestampOf({ timestamp }: ServiceDefinition, nowMs: number): Record<string, unknown> {
  const iso = new Date(nowMs).toISOString();
  switch (timestamp) {
    case 'zoned':
      return { timestamp: iso.replace('Z', '+00:00') };
    case 'naive':
      return { timestamp: iso.replace('Z', '') };
    case 'epoch':
      return { timestamp: nowMs / 1000 };
    case 'none':
      return {};
  }
}

function partsOf({ shape, parts }: ServiceDefinition, degraded: boolean): Record<string, unknown> {
  const [group, form] = shape.split('-');
  const values = parts.map((part, index) => {
    const bad = degraded && index === 0;
    switch (form) {
      case 'booleans':
        return [part, !bad];
      case 'words':
        return [part, bad ? 'error: connection timed out' : 'connected'];
      default:
        return [
          part,
          bad
            ? { status: 'unhealthy', error: 'connection timed out after 5.0 s', response_time_ms: 5000 }
            : { status: 'healthy', response_time_ms: 4.2 + index * 3 },
        ];
    }
  });
  return { [group ?? 'components']: Object.fromEntries(values) };
}

function performanceMetrics(figures: SystemFigures, auditCoverage: number): Record<string, number> {
  return {
    response_time_ms: figures.response_time_ms,
    constitutional_compliance: figures.constitutional_compliance,
    cost_efficiency: figures.cost_efficiency,
    model_accuracy: figures.model_accuracy,
    availability: figures.availability,
    error_rate: figures.error_rate,
    audit_trail_coverage: auditCoverage,
  };
}
