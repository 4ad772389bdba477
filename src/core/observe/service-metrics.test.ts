import { describe, expect, it } from 'vitest';
import { parseExposition } from './exposition/index.ts';
import { durationQuantile, errorRateOf, metricsBetween, readServiceMetrics } from './service-metrics.ts';

const read = (text: string) => {
  const exposition = parseExposition(text);
  return readServiceMetrics('samples' in exposition ? exposition.samples : []);
};

const SCRAPE = `
auth_service_requests_total{method="POST",status="200"} 950
auth_service_requests_total{method="POST",status="401"} 40
auth_service_requests_total{method="POST",status="503"} 10
auth_service_request_duration_seconds_bucket{le="0.1"} 500
auth_service_request_duration_seconds_bucket{le="0.5"} 900
auth_service_request_duration_seconds_bucket{le="1"} 990
auth_service_request_duration_seconds_bucket{le="+Inf"} 1000
auth_service_request_duration_seconds_sum 200
auth_service_request_duration_seconds_count 1000
acgs_constitutional_compliance_score{service="auth",policy_type="a"} 0.96
acgs_constitutional_compliance_score{service="auth",policy_type="b"} 98
acgs_constitutional_hash_validations_total{result="success"} 7
acgs_constitutional_hash_validations_total{result="failure"} 2
acgs_errors_total{error_type="x",severity="low"} 3
acgs_errors_total{error_type="y",severity="high"} 4
`;

describe('readServiceMetrics', () => {
  it('reads the counters of one service', () => {
    const metrics = read(SCRAPE);
    expect(metrics).toMatchObject({
      requestsTotal: 1000,
      serverErrorsTotal: 10,
      errorsTotal: 7,
      violationsTotal: null,
      failedHashValidationsTotal: 2,
    });
    expect(metrics.constitutionalCompliance).toBeCloseTo(0.97);
    expect(errorRateOf(metrics)).toBe(0.01);
    expect(metrics.duration).toMatchObject({ count: 1000, sumSeconds: 200 });
  });

  it('counts requests once where both families are exported', () => {
    const metrics = read(`${SCRAPE}acgs_http_requests_total{service="auth",status_code="200"} 5\n`);
    expect(metrics.requestsTotal).toBe(5);
  });

  it('knows nothing of what is not exported', () => {
    expect(read('process_cpu_seconds_total 4\nmy_requests_total 9')).toEqual({
      requestsTotal: null,
      serverErrorsTotal: null,
      duration: null,
      constitutionalCompliance: null,
      errorsTotal: null,
      violationsTotal: null,
      failedHashValidationsTotal: null,
    });
    expect(read('gs_service_requests_total 9').serverErrorsTotal).toBeNull();
  });
});

describe('metricsBetween', () => {
  it('gives what happened between two scrapes', () => {
    const later = SCRAPE.replace('"200"} 950', '"200"} 1045').replace('"503"} 10', '"503"} 15');
    const between = metricsBetween(read(SCRAPE), read(later));
    expect(between).toMatchObject({ requestsTotal: 100, serverErrorsTotal: 5, errorsTotal: 0 });
    expect(errorRateOf(between)).toBe(0.05);
  });

  it('knows nothing across a restart, when counters go back', () => {
    const restarted = SCRAPE.replace('"200"} 950', '"200"} 1').replace(
      'seconds_count 1000',
      'seconds_count 2',
    );
    const between = metricsBetween(read(SCRAPE), read(restarted));
    expect(between.requestsTotal).toBeNull();
    expect(between.duration).toBeNull();
    expect(errorRateOf(between)).toBeNull();
  });

  it('has no error rate when nobody asked anything', () => {
    expect(errorRateOf(metricsBetween(read(SCRAPE), read(SCRAPE)))).toBeNull();
  });
});

describe('durationQuantile', () => {
  const { duration } = read(SCRAPE);

  it.each([
    [0.25, 0.05],
    [0.5, 0.1],
    [0.7, 0.3],
    [0.95, 0.5 + 0.5 * (50 / 90)],
    [0.999, 1],
  ])('interpolates %d as histogram_quantile does', (quantile, seconds) => {
    expect(durationQuantile(duration, quantile)).toBeCloseTo(seconds, 6);
  });

  it('knows nothing without observations', () => {
    expect(durationQuantile(null, 0.95)).toBeNull();
    expect(durationQuantile({ count: 0, sumSeconds: 0, buckets: [] }, 0.95)).toBeNull();
  });
});
