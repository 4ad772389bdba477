import type { Cluster } from '../cluster/index.ts';
import type { PrometheusConnection } from '../connect/prometheus.ts';
import type { Health } from '../health/index.ts';
import type { Cancel, Clock } from '../kernel/clock.ts';
import { instantOf } from '../kernel/clock.ts';
import { type Problem, problemOf } from '../kernel/errors.ts';

/** How one source of observations is doing. */
export interface SourceState {
  id: 'cluster' | 'probes' | 'usage' | 'prometheus';
  name: string;
  state: 'connecting' | 'live' | 'stale' | 'forbidden' | 'not-configured';
  observedAt: string | null;
  since: string | null;
  problem: Problem | null;
}

export function clusterSource(cluster: Cluster): SourceState {
  const { phase, since, lastContactAt, problem } = cluster.state();
  return {
    id: 'cluster',
    name: 'Cluster',
    state: phase,
    since: instantOf(since),
    observedAt: instantOf(lastContactAt),
    problem,
  };
}

export function usageSource(cluster: Cluster): SourceState {
  const { phase, lastContactAt, problem } = cluster.usage().state;
  const state = problem?.code === 'forbidden' ? 'forbidden' : phase === 'unknown' ? 'stale' : phase;
  return {
    id: 'usage',
    name: 'Usage',
    state: cluster.configured ? state : 'not-configured',
    since: null,
    observedAt: instantOf(lastContactAt),
    problem,
  };
}

/** @param lateAfterMs a round of probes that is later than this does not speak for the present. */
export function probesSource(health: Health, now: number, lateAfterMs: number): SourceState {
  const { total, lastRunAt } = health.schedule;
  const last = lastRunAt();
  const state =
    total === 0
      ? 'not-configured'
      : last === null
        ? 'connecting'
        : now - last > lateAfterMs
          ? 'stale'
          : 'live';
  return {
    id: 'probes',
    name: total === 1 ? '1 probe' : `${total} probes`,
    state,
    since: null,
    observedAt: instantOf(last),
    problem: null,
  };
}

/** Asks Prometheus now and then whether it is there; its figures come later. */
export interface PrometheusWatch {
  source(): SourceState;
  start(): void;
  /** Asks once; the source says how it went. */
  look(): Promise<void>;
  stop(): void;
}

const LOOK_MS = 15_000;

export function createPrometheusWatch(options: {
  prometheus: PrometheusConnection | null;
  clock: Clock;
  onChange: () => void;
}): PrometheusWatch {
  const { prometheus, clock } = options;
  let observedAt: number | null = null;
  let problem: Problem | null = null;
  let cancel: Cancel = () => {};
  let stopped = false;

  const look = async () => {
    if (!prometheus) return;
    try {
      await prometheus.status();
      observedAt = clock.now();
      problem = null;
    } catch (error) {
      problem = problemOf(error);
    }
    options.onChange();
  };
  const loop = async () => {
    await look();
    if (!stopped) cancel = clock.after(LOOK_MS, () => void loop());
  };

  return {
    look,
    source: () => ({
      id: 'prometheus',
      name: 'Prometheus',
      state: !prometheus
        ? 'not-configured'
        : problem
          ? observedAt === null
            ? 'connecting'
            : 'stale'
          : observedAt === null
            ? 'connecting'
            : 'live',
      since: null,
      observedAt: instantOf(observedAt),
      problem,
    }),
    start() {
      if (prometheus) void loop();
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}
