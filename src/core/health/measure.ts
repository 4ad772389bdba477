import type { NodeShare } from '../cluster/index.ts';
import type { SystemId } from '../connect/profile/systems.ts';
import type { RegistryReading } from '../observe/model-registry.ts';
import type { SampleSummary } from '../store/samples/index.ts';
import type { SystemJudgement } from './judge.ts';
import type { Measurement, Measurements } from './targets.ts';

/** Everything the figures of T1 to T9 are made from. */
export interface MeasureInput {
  /** One of which things are known of different times is there once for each. */
  systems: readonly SystemJudgement[];
  nodes: readonly NodeShare[];
  /** When node usage was seen, epoch milliseconds; null when metrics.k8s.io does not answer. */
  usageAt: number | null;
  /** Why there is no node usage, in words. */
  usageProblem: string | null;
  /** Why the model registry says nothing or not all; null where nobody has looked. */
  registry: Pick<RegistryReading, 'problem' | 'failed'> | null;
  /** Probes of the last 24 hours: 1 for an answer, 0 for none. */
  probes: SampleSummary;
  now: number;
}

/** The probe gives no quantile of fewer. */
const LEAST_FOR_QUANTILES = 20;
/** Shorter records say more about the last minutes than about availability. */
const LEAST_RECORD_MS = 3_600_000;

export function measure(input: MeasureInput): Measurements {
  const speaking = input.systems.filter((system) => !system.stale && system.observedAt !== null);
  return {
    'response-time': responseTime(speaking),
    compliance: compliance(speaking),
    'cost-savings': reported(speaking, 'cost_efficiency', 'cost savings'),
    'model-accuracy': accuracy(speaking),
    availability: availability(input, speaking),
    'error-rate': errorRate(speaking),
    cpu: usage(input, speaking, 'cpu', 'reported_cpu'),
    memory: usage(input, speaking, 'memory', 'reported_memory'),
    'deployment-success': deploymentSuccess(input, speaking),
  };
}

/**
 * The slowest service speaks: a mean over services hides the one that makes users wait. A service that
 * answers our own probe more slowly than it says it answers requests is as slow as we saw it.
 */
function responseTime(systems: readonly SystemJudgement[]): Measurement {
  const services = systems.filter((system) => system.info.layer !== 'data');
  const [slowest] = services.flatMap(slownessOf).sort((a, b) => b.value - a.value);
  if (!slowest) return unknown('no service reports request durations, and none answers');
  const { value, name, words, observedAt, requests } = slowest;
  const basis = `slowest of ${new Set(services.map(({ info }) => info.id)).size} services: ${name}, ${words}`;
  return { value, observedAt, basis, ...(requests === undefined ? {} : { requests }) };
}

function slownessOf({ info, figures, responseTimeMs, observedAt }: SystemJudgement) {
  const recent = figures.request_duration_p95_ms;
  const sinceStart = figures.request_duration_p95_ms_since_start;
  const total = figures.requests_total ?? null;
  const reported =
    recent !== undefined
      ? { value: recent, words: 'p95 of its latest requests', requests: LEAST_FOR_QUANTILES }
      : { value: sinceStart, words: 'p95 of its requests since it started', requests: total };
  // One look is no percentile: it is as slow as we saw it.
  const seen = { value: responseTimeMs ?? undefined, words: 'its answer to our probe', requests: undefined };
  return [reported, seen].flatMap(({ value, words, requests }) =>
    value === undefined ? [] : [{ value, words, requests, name: info.name, observedAt }],
  );
}

function compliance(systems: readonly SystemJudgement[]): Measurement {
  const scores = withFigure(systems, 'constitutional_compliance');
  if (scores.length === 0) return unknown('no service reports a compliance score');
  return {
    value: scores.reduce((sum, { value }) => sum + value, 0) / scores.length,
    observedAt: oldest(scores),
    basis: `mean of the scores ${scores.length} services report`,
  };
}

function errorRate(systems: readonly SystemJudgement[]): Measurement {
  let requests = 0;
  let errors = 0;
  let counted = 0;
  const recent = systems.filter(({ figures }) => figures.error_rate !== undefined);
  for (const { figures } of recent) {
    requests += figures.requests_per_second ?? 0;
    counted += figures.latest_requests ?? 0;
    errors += (figures.requests_per_second ?? 0) * (figures.error_rate ?? 0);
  }
  if (requests > 0) {
    return {
      value: errors / requests,
      observedAt: oldest(recent),
      requests: counted,
      basis: `requests answered 5xx by ${recent.length} services since the last look`,
    };
  }
  const total = totals(systems);
  if (total) {
    return {
      value: total.errors / total.requests,
      observedAt: total.observedAt,
      requests: total.requests,
      basis: `requests answered 5xx by ${total.services} services since they started`,
    };
  }
  return { ...reported(systems, 'reported_error_rate', 'error rate'), requests: null };
}

function availability(input: MeasureInput, systems: readonly SystemJudgement[]): Measurement {
  const { probes, now } = input;
  if (probes.mean !== null && probes.firstAt !== null && now - probes.firstAt >= LEAST_RECORD_MS) {
    const hours = Math.max(1, Math.round((now - probes.firstAt) / 3_600_000));
    return { value: probes.mean, observedAt: now, basis: `probes answered in the last ${hours} h` };
  }
  const total = totals(systems);
  if (total) {
    return {
      value: 1 - total.errors / total.requests,
      observedAt: total.observedAt,
      basis: `requests not answered 5xx by ${total.services} services since they started; our own record is shorter than 1 h`,
    };
  }
  return reported(systems, 'availability', 'availability');
}

function usage(
  input: MeasureInput,
  systems: readonly SystemJudgement[],
  resource: 'cpu' | 'memory',
  figure: string,
): Measurement {
  const shares = input.nodes.flatMap((node) => {
    const value = node[resource];
    return value === null ? [] : [{ name: node.name, value }];
  });
  const worst = shares.sort((a, b) => b.value - a.value)[0];
  if (worst) {
    return {
      value: worst.value,
      observedAt: input.usageAt,
      basis:
        shares.length === 1
          ? `the only node that reports: ${worst.name}`
          : `worst of ${shares.length} nodes: ${worst.name}`,
    };
  }
  const fallback = reported(systems, figure, 'node usage');
  return fallback.value === null && input.usageProblem !== null ? unknown(input.usageProblem) : fallback;
}

/**
 * What a model was registered with is what it could do then, what a service reports is what it does now: the
 * worse of the two speaks.
 */
function accuracy(systems: readonly SystemJudgement[]): Measurement {
  const seen = reported(systems, 'model_accuracy', 'model accuracy');
  const [registry] = withFigure(systems, 'registered_accuracy');
  if (!registry || (seen.value !== null && seen.value <= registry.value)) return seen;
  const models = systems.find(({ info }) => info.id === registry.id)?.figures.serving_models ?? 1;
  return {
    value: registry.value,
    observedAt: registry.observedAt,
    basis:
      models === 1
        ? 'as the serving model is registered'
        : `lowest of ${models} serving models, as they are registered`,
  };
}

/** Of the registry, which counts them itself; else as a service says. */
function deploymentSuccess(input: MeasureInput, systems: readonly SystemJudgement[]): Measurement {
  const registry = systems.find(({ figures }) => figures.deployments_ended !== undefined);
  const ended = registry?.figures.deployments_ended ?? 0;
  const rate = registry?.figures.deployment_success;
  if (registry && rate !== undefined) {
    const basis = `${Math.round(rate * ended)} of ${ended} deployments that ended in the last 30 days, as registered`;
    return { value: rate, observedAt: registry.observedAt, basis };
  }
  const seen = reported(systems, 'deployment_success', 'deployment success');
  if (seen.value !== null) return seen;
  if (registry) return { ...unknown('no deployment ended in the last 30 days'), unasked: true };
  const isAsked = input.systems.some(
    ({ info, status }) => info.id === 'postgres' && status !== 'not-configured',
  );
  // A server that answers and has no registry leaves nobody to be asked.
  const answers = systems.some(({ info, status }) => info.id === 'postgres' && status !== 'down');
  const { problem = null, failed = false } = input.registry ?? {};
  const { basis } = seen;
  const why = problem === null ? basis : `${basis}; ${problem}`;
  return isAsked && (failed || !answers) ? unknown(why) : { ...unknown(why), unasked: true };
}

/** Who is believed first for figures of the system as a whole. */
const SPEAKERS: readonly SystemId[] = ['monitoring-dashboard', 'mlops-manager', 'model-versioning'];

function reported(systems: readonly SystemJudgement[], figure: string, words: string): Measurement {
  const rank = (id: SystemId) => (SPEAKERS.includes(id) ? SPEAKERS.indexOf(id) : SPEAKERS.length);
  const [first] = withFigure(systems, figure).sort((a, b) => rank(a.id) - rank(b.id));
  if (!first) return unknown(`no service reports ${words}`);
  return { value: first.value, observedAt: first.observedAt, basis: `as ${first.name} reports it` };
}

function totals(systems: readonly SystemJudgement[]) {
  const counted = systems.filter(
    ({ figures }) => (figures.requests_total ?? 0) > 0 && figures.server_errors_total !== undefined,
  );
  if (counted.length === 0) return undefined;
  const sum = (name: string) => counted.reduce((total, { figures }) => total + (figures[name] ?? 0), 0);
  return {
    requests: sum('requests_total'),
    errors: sum('server_errors_total'),
    services: counted.length,
    observedAt: oldest(counted),
  };
}

function withFigure(systems: readonly SystemJudgement[], figure: string) {
  return systems.flatMap(({ info, figures, observedAt }) => {
    const value = figures[figure];
    return value === undefined ? [] : [{ id: info.id, name: info.name, value, observedAt }];
  });
}

/** A figure made from several observations is as old as the oldest of them. */
function oldest(observed: readonly { observedAt: number | null }[]): number | null {
  const times = observed.flatMap(({ observedAt }) => (observedAt === null ? [] : [observedAt]));
  return times.length === 0 ? null : Math.min(...times);
}

function unknown(basis: string): Measurement {
  return { value: null, basis, observedAt: null };
}
