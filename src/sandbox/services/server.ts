import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json as readJson } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceConditions } from '../conditions.ts';
import type { SystemFigures } from '../load-curve.ts';
import type { Pace } from '../pace.ts';
import { isRecord } from '../record.ts';
import { constitutionalHash, type ServiceDefinition } from './catalogue.ts';
import { attachMetricsPush, renderDashboardMetrics } from './dashboard.ts';
import { renderExposition } from './exposition.ts';
import { bodyHash, foreignHash, headerHash, renderHealth } from './health.ts';
import { isOwnHost } from './hosts.ts';
import type { Traffic } from './traffic.ts';

export interface ServiceServerOptions {
  service: ServiceDefinition;
  conditions: ServiceConditions;
  traffic: Traffic;
  figures: () => SystemFigures;
  auditCoverage: () => number;
  /** Whether nobody answers what is measured. */
  metricsGone: () => boolean;
  onRead: (path: string) => void;
  now: () => number;
  pace: Pace;
  startedMs: number;
  port: () => number;
  /** What else its page of metrics tells, in the same format. */
  besides: () => string;
}

interface Answer {
  code: number;
  body: unknown;
  type?: string;
}

/** One ACGS service. It never listens itself; a loopback port feeds it connections. */
export function createServiceServer(options: ServiceServerOptions): Server {
  const { service, conditions } = options;
  const failing = everyNth(() => conditions.errorRate);
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    // Its page of metrics is about what it does, not part of it.
    if (conditions.slowMs > 0 && request.url !== '/metrics') {
      await delay(conditions.slowMs, undefined, { ref: false });
    }
    const { code, body, type = 'application/json' } = await answer(request);
    if (request.method === 'GET') options.onRead(request.url ?? '/');
    const hash = headerHash(service, conditions);
    response
      .writeHead(code, {
        'content-type': type,
        'cache-control': 'no-store',
        ...(hash === undefined ? {} : { 'X-Constitutional-Hash': hash }),
      })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
  };

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!isOwnHost(request.headers.host)) {
      return { code: 400, body: 'Invalid host header', type: 'text/plain' };
    }
    if (url.pathname !== '/metrics' && url.pathname !== '/health/live' && failing()) {
      return { code: 500, body: { detail: 'Internal Server Error' } };
    }
    if (request.method === 'POST' && url.pathname === '/api/v1/constitutional/validate') {
      return validatePolicy(options, await readJson(request).catch(() => undefined));
    }
    return request.method === 'GET' || request.method === 'HEAD'
      ? read(options, url.pathname)
      : { code: 405, body: { detail: 'Method Not Allowed' } };
  };

  if (service.id === 'monitoring-dashboard') {
    attachMetricsPush(server, options.figures, options.pace, options.now);
  }
  return server;
}

function read(options: ServiceServerOptions, path: string): Answer {
  const { service, conditions } = options;
  if (options.metricsGone() && /\/metrics$/.test(path)) {
    return { code: 503, body: { detail: 'Service Unavailable' } };
  }
  const dashboard = service.id === 'monitoring-dashboard';
  switch (path) {
    case '/health':
      return ok(health(options));
    case '/health/live':
      return ok({ status: 'alive' });
    case '/health/ready':
      return conditions.degraded
        ? { code: 503, body: { status: 'not_ready', failing: service.parts[0] } }
        : ok({ status: 'ready' });
    case '/health/constitutional':
      return ok({
        constitutional_compliance: conditions.hash === 'mismatch' ? 'error' : 'active',
        ...hashField(bodyHash(service, conditions)),
      });
    case '/metrics':
      return metrics(options);
    case '/api/v1/constitutional/validate':
      return service.id === 'constitutional-ai' || service.id === 'integrity'
        ? ok(validation(options))
        : notFound();
    case '/api/v1/status':
      return ok({ status: 'ok', service: service.reportedName });
    case '/api/health':
      return dashboard ? ok(health(options)) : notFound();
    case '/api/metrics':
      return dashboard ? ok(renderDashboardMetrics(options.figures(), options.now())) : notFound();
    case '/':
      return ok({ service: service.reportedName, version: service.version, status: service.word });
    default:
      return notFound();
  }
}

function health(options: ServiceServerOptions) {
  return renderHealth({
    ...options,
    figures: options.figures(),
    auditCoverage: options.auditCoverage(),
    metricsGone: options.metricsGone(),
    port: options.port(),
    nowMs: options.now(),
  });
}

function metrics(options: ServiceServerOptions): Answer {
  const { service, conditions, traffic, figures, now, startedMs, besides } = options;
  if (service.metrics.kind === 'none') {
    return notFound();
  }
  if (service.metrics.kind === 'broken') {
    return ok({ status: 'metrics_error', service: service.reportedName });
  }
  const nowMs = now();
  const body = renderExposition({
    service,
    counts: traffic.countsAt(nowMs),
    figures: figures(),
    hash: conditions.hash,
    startedMs,
    nowMs,
  });
  return { code: 200, body: body + besides(), type: 'text/plain; version=0.0.4; charset=utf-8' };
}

function validation({ service, conditions, now }: ServiceServerOptions): Record<string, unknown> {
  const shown = { match: constitutionalHash, mismatch: foreignHash, missing: undefined }[conditions.hash];
  return {
    ...hashField(shown),
    validation_status: conditions.hash === 'mismatch' ? 'error' : 'valid',
    service: service.reportedName,
    timestamp: now() / 1000,
  };
}

/** `POST /api/v1/constitutional/validate` of the Constitutional AI service. */
function validatePolicy({ service, figures }: ServiceServerOptions, body: unknown): Answer {
  if (service.id !== 'constitutional-ai') {
    return notFound();
  }
  if (!isRecord(body) || !('policy' in body)) {
    return { code: 422, body: { detail: [{ loc: ['body', 'policy'], msg: 'field required' }] } };
  }
  const score = isForbidden(body.policy) ? 0 : figures().constitutional_compliance;
  const principles = ['human_dignity', 'transparency', 'accountability', 'fairness', 'privacy'];
  const results = principles.map((principle) => ({ principle, compliant: score >= 0.95, score }));
  return ok({
    overall_compliant: score >= 0.95,
    compliance_score: score,
    validation_mode: body.validation_mode ?? 'basic',
    results: body.validation_mode === 'basic' ? results.slice(0, 2) : results,
    summary: { total: results.length, compliant: results.filter(({ compliant }) => compliant).length },
    constitutional_hash: constitutionalHash,
  });
}

/** A policy of another constitution, or one that takes people out of the loop. */
function isForbidden(policy: unknown): boolean {
  const foreign =
    isRecord(policy) &&
    policy.constitutional_hash !== undefined &&
    policy.constitutional_hash !== constitutionalHash;
  return (
    foreign ||
    /\b(disable|skip|bypass)\b.*\b(oversight|validation|constitution)/i.test(JSON.stringify(policy))
  );
}

function hashField(hash: string | undefined): Record<string, string> {
  return hash === undefined ? {} : { constitutional_hash: hash };
}

function ok(body: unknown): Answer {
  return { code: 200, body };
}

function notFound(): Answer {
  return { code: 404, body: { detail: 'Not Found' } };
}

/** True for an evenly spread share of calls: with a rate of 0.25, for every fourth. */
function everyNth(rate: () => number): () => boolean {
  let owed = 0;
  return () => {
    owed += rate();
    if (owed < 1) {
      return false;
    }
    owed -= 1;
    return true;
  };
}
