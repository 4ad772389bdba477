import { describe, expect, it } from 'vitest';
import { parseServiceHealth } from './service-health.ts';

const HASH = 'cdd01ef066bc6cf2';
const health = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  parseServiceHealth({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('parseServiceHealth', () => {
  it('reads the common shape', () => {
    const parsed = health(
      {
        status: 'healthy',
        service: 'ac_service_production',
        version: '3.1.0',
        timestamp: 1751014800.123,
        constitutional_hash: HASH,
        port: 8001,
        uptime_seconds: 12.5,
        components: { compliance_engine: { status: 'operational' }, database: 'connected' },
        features: { constitutional_governance: true },
        performance_metrics: { response_time_ms: 3 },
      },
      200,
      { 'X-Constitutional-Hash': HASH },
    );
    expect(parsed).toMatchObject({
      status: 'operational',
      reason: null,
      reported: 'healthy',
      version: '3.1.0',
    });
    expect(parsed.hashSeen).toEqual([
      { value: HASH, where: 'header' },
      { value: HASH, where: 'body' },
    ]);
    expect(parsed.parts).toEqual([
      { name: 'compliance_engine', reported: 'operational', good: true },
      { name: 'database', reported: 'connected', good: true },
      { name: 'constitutional_governance', reported: 'true', good: true },
    ]);
  });

  it.each([
    ...['healthy', 'operational', 'active', 'connected', 'alive', 'ready', 'OK', 'Healthy'].map(
      (word) => [word, 'operational', null] as const,
    ),
    ['degraded', 'degraded', 'says degraded'],
    ['disabled', 'degraded', 'says disabled'],
    ['not ready', 'degraded', 'says not ready'],
    ['unhealthy', 'down', 'says unhealthy'],
    ['no_service', 'down', 'says no_service'],
    ['down', 'down', 'says down'],
    ['error: pool exhausted', 'down', 'says error: pool exhausted'],
    ['unknown', 'unknown', 'says unknown'],
    ['frobnicating', 'unknown', 'says "frobnicating", which means nothing known'],
    ['not healthy', 'unknown', 'says "not healthy", which means nothing known'],
    ['constructor', 'unknown', 'says "constructor", which means nothing known'],
  ] as const)('normalises the word %s', (word, status, reason) => {
    expect(health({ status: word })).toMatchObject({ status, reason, reported: word });
  });

  it.each([
    ['a word', { dependencies: { database: 'disconnected' } }, 'database is disconnected'],
    ['a bool', { services: { redis: false, postgres: true } }, 'redis is not available'],
    [
      'an object',
      { dependencies: { opa: { status: 'unhealthy', response_time_ms: 5 } } },
      'opa is unhealthy',
    ],
    [
      'an error beside a good word',
      { components: { cache: { status: 'healthy', error: 'timeout' } } },
      'cache reports error: timeout',
    ],
    ['an error word', { components: { cache: 'error: timeout' } }, 'cache reports error: timeout'],
    ['an object with a bool', { dependencies: { opa: { connected: false } } }, 'opa is not available'],
    ['null', { dependencies: { opa: null } }, 'opa is not reported'],
    ['a word nobody knows', { dependencies: { opa: 'wobbling' } }, 'opa is wobbling'],
    ['a feature that is off', { features: { z3: false } }, 'z3 is not available'],
    [
      'a list of objects',
      {
        checks: [
          { name: 'disk', status: 'failed' },
          { name: 'net', status: 'ok' },
        ],
      },
      'disk is failed',
    ],
    [
      'the constitutional check',
      { constitutional_compliance: 'disabled' },
      'constitutional_compliance is disabled',
    ],
    [
      'several',
      { dependencies: { a: false, b: 'connected' }, components: { c: 'down' } },
      'a is not available, c is down',
    ],
  ])('makes a healthy service degraded for a bad part: %s', (_, body, reason) => {
    expect(health({ status: 'healthy', ...body })).toMatchObject({
      status: 'degraded',
      reason,
      reported: 'healthy',
      httpStatus: 200,
    });
  });

  it.each([
    ['figures', { components: { workers: 4, cache: { hits: 3 } } }],
    ['names in a list', { dependencies: ['postgres', 'redis'] }],
    ['an absent error', { dependencies: { opa: { status: 'up', error: null } } }],
    ['a compliance score', { constitutional_compliance: '0.97' }],
    ['performance metrics', { performance_metrics: { cache: false } }],
  ])('does not take for a bad part: %s', (_, body) => {
    expect(health({ status: 'healthy', ...body })).toMatchObject({ status: 'operational', reason: null });
  });

  it('names the bad part of a service that says degraded at HTTP 200', () => {
    expect(health({ status: 'degraded', dependencies: { database: 'disconnected' } })).toMatchObject({
      status: 'degraded',
      reason: 'says degraded: database is disconnected',
      httpStatus: 200,
    });
  });

  it.each([
    ['{}', 'answers without saying its status'],
    ['[]', 'answers JSON that is not a health report'],
    ['"healthy"', 'answers JSON that is not a health report'],
    ['null', 'answers JSON that is not a health report'],
    ['<!doctype html><p>login', 'answers HTML where JSON was expected'],
    ['{"status":"heal', 'answers text that is not JSON'],
    ['healthy', 'answers text that is not JSON'],
    ['', 'answers nothing where JSON was expected'],
    ['{"status":null}', 'answers without saying its status'],
    ['{"status":{"code":1}}', 'answers without saying its status'],
    ['{"status":7}', 'answers without saying its status'],
  ])('is unknown, never operational, for %s', (body, reason) => {
    expect(health(body)).toMatchObject({ status: 'unknown', reason, reported: null });
  });

  it.each([
    [{ healthy: true }, 'operational'],
    [{ healthy: false }, 'down'],
    [{ status: true }, 'operational'],
    [{ overall_status: 'degraded' }, 'degraded'],
  ])('reads other ways to say it: %j', (body, status) => {
    expect(health(body).status).toBe(status);
  });

  it.each([
    [500, 'oops', 'down', 'answers HTTP 500'],
    [
      503,
      { status: 'not_ready', dependencies: { db: false } },
      'down',
      'answers HTTP 503: says not_ready: db is not available',
    ],
    [503, { status: 'healthy' }, 'down', 'answers HTTP 503: says healthy'],
    [404, { detail: 'Not Found' }, 'unknown', 'has no health page at this address (HTTP 404)'],
    [403, '', 'unknown', 'refuses to say how it is (HTTP 403)'],
    [429, '', 'unknown', 'asks to slow down (HTTP 429)'],
    [418, { status: 'healthy' }, 'unknown', 'answers HTTP 418'],
  ] as const)('judges HTTP %i', (status, body, expected, reason) => {
    expect(health(body, status)).toMatchObject({ status: expected, reason, httpStatus: status });
  });

  it('hints at the Host header for HTTP 400', () => {
    expect(health('Invalid host header', 400).reason).toContain('set hostHeader');
  });

  it('cuts long words', () => {
    const parsed = health({ status: `error: ${'x'.repeat(5000)}` });
    expect(parsed.reported?.length).toBeLessThanOrEqual(120);
  });
});
