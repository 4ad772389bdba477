import { describe, expect, it } from 'vitest';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../connect/http/client.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { manualClock } from '../../kernel/manual-clock.ts';
import { openStore } from '../../store/index.ts';
import { createPageFigures } from '../page-figures.ts';
import { createTarget } from '../scrape/target.ts';
import { createServiceProbe, type ServiceProbeOptions } from './service.ts';

const HASH = 'cdd01ef066bc6cf2';
const signal = new AbortController().signal;

type Pages = Record<
  string,
  { status?: number; body: unknown; headers?: Record<string, string> } | OperatorError
>;

/** Answers from a table; the real client has tests of its own. */
function pagesClient(pages: Pages): HttpClient & { asked: HttpRequest[] } {
  const asked: HttpRequest[] = [];
  return {
    asked,
    close: async () => {},
    async fetchText(request): Promise<HttpAnswer> {
      asked.push(request);
      const page = pages[new URL(request.url).pathname] ?? { status: 404, body: '{"detail":"Not Found"}' };
      if (page instanceof OperatorError) throw page;
      const { status = 200, headers = {}, body } = page;
      return {
        status,
        headers,
        body: typeof body === 'string' ? body : JSON.stringify(body),
        durationMs: 12.5,
      };
    },
  };
}

function probe(id: ServiceProbeOptions['id'], pages: Pages) {
  const http = pagesClient(pages);
  const clock = manualClock();
  const options = {
    id,
    url: 'http://h:8000/base/',
    hostHeader: 'localhost',
    expectedHash: HASH,
    http,
    clock,
    metrics: createTarget({
      ...{
        job: id,
        instance: 'h:8000',
        url: 'http://h:8000/base/metrics',
        what: id,
        hostHeader: 'localhost',
      },
      ...{ timeoutMs: 4000, http, samples: openStore(':memory:', 60_000).samples, clock },
      pause: async () => {},
      redact: (text) => text,
      onMistake: () => {},
    }),
    metricsMaxAgeMs: () => 5000,
    figuresOf: createPageFigures(clock),
  };
  return { probe: createServiceProbe({ ...options, timeoutMs: 10_000 }), http, clock };
}

const healthy = { body: { status: 'healthy', version: '3.1.0', constitutional_hash: HASH } };

describe('createServiceProbe', () => {
  it('reads a healthy service', async () => {
    const { probe: it, http } = probe('governance', { '/base/health': healthy });
    expect(await it.run(signal)).toEqual({
      status: 'operational',
      reason: null,
      reported: 'healthy',
      httpStatus: 200,
      responseTimeMs: 12.5,
      version: '3.1.0',
      hash: 'match',
      hashSeen: [{ value: HASH, where: 'body' }],
      parts: [],
      detail: null,
      figures: { response_time_ms: 12.5 },
    });
    expect(http.asked[0]).toMatchObject({ hostHeader: 'localhost', timeoutMs: 10_000 });
    expect(http.asked.map(({ url }) => new URL(url).pathname).sort()).toEqual([
      '/base/health',
      '/base/metrics',
    ]);
  });

  it('is degraded with both hashes in the reason when the hash is wrong', async () => {
    const { probe: it } = probe('governance', {
      '/base/health': { ...healthy, headers: { 'x-constitutional-hash': 'deadbeefdeadbeef' } },
    });
    expect(await it.run(signal)).toMatchObject({
      status: 'degraded',
      hash: 'mismatch',
      reason: `constitutional hash is deadbeefdeadbeef in the header, expected ${HASH}`,
    });
  });

  it('keeps what the service says beside the wrong hash', async () => {
    const { probe: it } = probe('governance', {
      '/base/health': { body: { status: 'unhealthy', constitutional_hash: 'dead' } },
    });
    const reading = await it.run(signal);
    expect(reading.status).toBe('down');
    expect(reading.reason).toMatch(/^says unhealthy; constitutional hash is dead in the body/);
  });

  it('asks the two validating services for their own validation, and only them', async () => {
    const pages: Pages = {
      '/base/health': healthy,
      '/base/api/v1/constitutional/validate': {
        body: { constitutional_hash: HASH, validation_status: 'error' },
      },
    };
    expect(await probe('integrity', pages).probe.run(signal)).toMatchObject({
      status: 'degraded',
      hash: 'unverified',
      reason: 'its own constitutional validation says error',
    });
    expect(await probe('governance', pages).probe.run(signal)).toMatchObject({ hash: 'match' });
  });

  it('sees a hash that only the validation gets wrong', async () => {
    const { probe: it } = probe('constitutional-ai', {
      '/base/health': healthy,
      '/base/api/v1/constitutional/validate': {
        body: { constitutional_hash: 'dead', validation_status: 'valid' },
      },
    });
    expect(await it.run(signal)).toMatchObject({ hash: 'mismatch', status: 'degraded' });
  });

  it('is none the worse without metrics, with JSON for metrics, or with metrics that hang', async () => {
    const variants: Pages[string][] = [
      { status: 404, body: '' },
      { body: { status: 'metrics_error' } },
      new OperatorError('timeout', 'h: no answer'),
    ];
    for (const metrics of variants) {
      const { probe: it, http } = probe('governance', { '/base/health': healthy, '/base/metrics': metrics });
      expect(await it.run(signal)).toMatchObject({
        status: 'operational',
        figures: { response_time_ms: 12.5 },
      });
      expect(http.asked.find(({ url }) => url.endsWith('/metrics'))?.timeoutMs).toBeLessThan(10_000);
    }
  });

  it('turns two scrapes into rates', async () => {
    const page = (total: number, failed: number) =>
      `gs_service_requests_total{status="200"} ${total - failed}\ngs_service_requests_total{status="500"} ${failed}\n`;
    const pages: Pages = { '/base/health': healthy, '/base/metrics': { body: page(1000, 0) } };
    const { probe: it, clock } = probe('governance', pages);
    const first = await it.run(signal);
    expect(first.figures).toMatchObject({ requests_total: 1000, error_rate_since_start: 0 });
    expect(first.figures).not.toHaveProperty('error_rate');
    await clock.advance(10_000);
    pages['/base/metrics'] = { body: page(1100, 5) };
    expect((await it.run(signal)).figures).toMatchObject({ requests_per_second: 10, error_rate: 0.05 });
  });

  it.each([
    ['nothing of nineteen requests between two scrapes, of which one is slow', 19, undefined],
    ['the 95th percentile of twenty', 20, 100],
  ])('says %s', async (_, requests, p95Ms) => {
    const page = (fast: number, slow: number) =>
      `gs_service_request_duration_seconds_bucket{le="0.1"} ${fast}
gs_service_request_duration_seconds_bucket{le="10"} ${fast + slow}
gs_service_request_duration_seconds_bucket{le="+Inf"} ${fast + slow}
gs_service_request_duration_seconds_count ${fast + slow}\n`;
    const pages: Pages = { '/base/health': healthy, '/base/metrics': { body: page(500, 0) } };
    const { probe: it, clock } = probe('governance', pages);
    await it.run(signal);
    await clock.advance(10_000);
    pages['/base/metrics'] = { body: page(500 + requests - 1, 1) };
    expect((await it.run(signal)).figures?.request_duration_p95_ms).toBe(p95Ms);
  });

  it('takes requests of earlier scrapes too where those since the last are too few, but none that is old', async () => {
    const page = (count: number) =>
      `gs_service_request_duration_seconds_bucket{le="0.1"} ${count}
gs_service_request_duration_seconds_bucket{le="+Inf"} ${count}
gs_service_request_duration_seconds_count ${count}\n`;
    const pages: Pages = { '/base/health': healthy };
    const { probe: it, clock } = probe('governance', pages);
    const looked = async (count: number, afterMs: number) => {
      await clock.advance(afterMs);
      pages['/base/metrics'] = { body: page(count) };
      return (await it.run(signal)).figures;
    };
    await looked(500, 0);
    expect(await looked(510, 15_000)).not.toHaveProperty('request_duration_p50_ms');
    expect(await looked(520, 15_000)).toMatchObject({
      request_duration_p50_ms: 50,
      request_duration_p95_ms: 95,
    });
    expect(await looked(521, 600_000)).not.toHaveProperty('request_duration_p95_ms');
  });

  it('finds the dashboard under /api or at the root, with the figures it reports', async () => {
    const metrics = { body: { data: { model_accuracy: 92.4 } } };
    for (const path of ['/base/api/health', '/base/health']) {
      const { probe: it } = probe('monitoring-dashboard', { [path]: healthy, '/base/api/metrics': metrics });
      const reading = await it.run(signal);
      expect(reading.status).toBe('operational');
      expect(reading.figures.model_accuracy).toBeCloseTo(0.924);
    }
  });

  it('passes on why a service could not be asked', async () => {
    const refused = new OperatorError('unreachable', 'Governance at h:8000: connection refused');
    const { probe: it } = probe('governance', { '/base/health': refused });
    await expect(it.run(signal)).rejects.toBe(refused);
  });
});
