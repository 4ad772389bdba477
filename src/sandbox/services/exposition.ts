import type { HashCondition } from '../conditions.ts';
import { loadAt, round, type SystemFigures } from '../load-curve.ts';
import type { ServiceDefinition } from './catalogue.ts';
import type { TrafficCounts } from './traffic.ts';

interface ExpositionInput {
  service: ServiceDefinition;
  counts: TrafficCounts;
  figures: SystemFigures;
  hash: HashCondition;
  startedMs: number;
  nowMs: number;
}

type Labels = Readonly<Record<string, string>>;

/** How a service's requests spread over its endpoints. */
const endpoints = [
  { method: 'GET', endpoint: '/api/v1/policies' },
  { method: 'POST', endpoint: '/api/v1/validate' },
  { method: 'GET', endpoint: '/health' },
] as const;

/** Renders the Prometheus text format 0.0.4. */
export function renderExposition(input: ExpositionInput): string {
  const { metrics } = input.service;
  const families =
    metrics.kind === 'own'
      ? requestFamilies(
          `${metrics.prefix}_service_requests_total`,
          `${metrics.prefix}_service_request_duration_seconds`,
          'status',
          {},
          input.counts,
        )
      : sharedFamilies(input);
  return [...families, ...processFamilies(input)].join('');
}

function sharedFamilies(input: ExpositionInput): string[] {
  const { service, counts, figures, hash, startedMs, nowMs } = input;
  const label = { service: service.reportedName };
  const validations = Math.floor(counts.requests / 3);
  // A few a week, however many more requests there are than usual.
  const violations = Math.floor((service.requestsPerSecond * (nowMs - startedMs)) / 900_000_000);
  const connections = Math.round(6 + 5 * loadAt(nowMs));
  const cacheHits = Math.floor(counts.requests * 0.62);
  return [
    ...requestFamilies(
      'acgs_http_requests_total',
      'acgs_http_request_duration_seconds',
      'status_code',
      label,
      counts,
    ),
    family('acgs_constitutional_compliance_score', 'gauge', 'Constitutional compliance score, 0 to 1.', [
      [{ ...label, policy_type: 'operational' }, figures.constitutional_compliance],
      [{ ...label, policy_type: 'governance' }, round(figures.constitutional_compliance + 0.002, 4)],
    ]),
    family('acgs_constitutional_hash_validations_total', 'counter', 'Constitutional hash validations.', [
      [{ ...label, validation_type: 'request', result: 'success' }, validations],
      [{ ...label, validation_type: 'request', result: 'failure' }, hash === 'mismatch' ? 17 : 0],
    ]),
    family('acgs_constitutional_violations_total', 'counter', 'Constitutional violations.', [
      [{ ...label, violation_type: 'policy', severity: 'warning' }, violations],
      [{ ...label, violation_type: 'policy', severity: 'critical' }, 0],
    ]),
    family('acgs_errors_total', 'counter', 'Errors by type.', [
      [{ ...label, error_type: 'client', severity: 'warning' }, counts.clientErrors],
      [{ ...label, error_type: 'server', severity: 'error' }, counts.serverErrors],
    ]),
    family('acgs_database_connections', 'gauge', 'Database connections by pool status.', [
      [{ ...label, pool_status: 'active' }, connections],
      [{ ...label, pool_status: 'idle' }, 20 - connections],
    ]),
    family('acgs_cache_operations_total', 'counter', 'Cache operations.', [
      [{ ...label, operation: 'get', result: 'hit' }, cacheHits],
      [{ ...label, operation: 'get', result: 'miss' }, Math.floor(cacheHits / 16)],
    ]),
  ];
}

function requestFamilies(
  requestsName: string,
  durationName: string,
  statusLabel: string,
  label: Labels,
  counts: TrafficCounts,
): string[] {
  const statuses = [
    ['200', counts.ok],
    ['404', counts.clientErrors],
    ['500', counts.serverErrors],
  ] as const;
  const requests = statuses.flatMap(([status, total]) =>
    spread(total).map(({ method, endpoint, count }): [Labels, number] => [
      { ...label, method, endpoint, [statusLabel]: status },
      count,
    ]),
  );
  const buckets = counts.buckets
    .map(({ bound, count }) => {
      const le = Number.isFinite(bound) ? String(bound) : '+Inf';
      return sample(`${durationName}_bucket`, { ...label, le }, count);
    })
    .join('');
  return [
    family(requestsName, 'counter', 'Requests by method, endpoint and status.', requests),
    `# HELP ${durationName} Request duration in seconds.\n# TYPE ${durationName} histogram\n${buckets}` +
      sample(`${durationName}_sum`, label, round(counts.durationSumSeconds, 3)) +
      sample(`${durationName}_count`, label, counts.timed),
  ];
}

/** To which endpoint each of twenty requests goes, by its place: 11, 6 and 3 of them. */
const TURNS = [0, 1, 0, 0, 2, 0, 1, 0, 1, 0, 0, 1, 0, 2, 0, 1, 0, 0, 1, 2];

/** Divides a total over the endpoints without losing one; no part ever falls when the total grows. */
function spread(total: number) {
  const whole = Math.floor(total / TURNS.length);
  const begun = TURNS.slice(0, total % TURNS.length);
  const countIn = (turns: readonly number[], place: number) => turns.filter((turn) => turn === place).length;
  return endpoints.map((endpoint, place) => ({
    ...endpoint,
    count: whole * countIn(TURNS, place) + countIn(begun, place),
  }));
}

function processFamilies({ figures, startedMs, nowMs, service }: ExpositionInput): string[] {
  const memoryBytes = Math.round(2.4e8 * (figures.memory_usage / 70) + service.requestsPerSecond * 1e6);
  return [
    family('process_cpu_seconds_total', 'counter', 'CPU time in seconds.', [
      [{}, round((nowMs - startedMs) / 1000 / 9, 2)],
    ]),
    family('process_resident_memory_bytes', 'gauge', 'Resident memory in bytes.', [[{}, memoryBytes]]),
    family('process_start_time_seconds', 'gauge', 'Start time since the epoch in seconds.', [
      [{}, round(startedMs / 1000, 2)],
    ]),
  ];
}

export function family(
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  samples: readonly [Labels, number][],
): string {
  const lines = samples.map(([labels, value]) => sample(name, labels, value)).join('');
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines}`;
}

function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${text}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
}
