import type { Cluster } from '../cluster/index.ts';
import type { Profile } from '../connect/profile/schema.ts';
import type { PrometheusConnection } from '../connect/prometheus.ts';
import type { Health } from '../health/index.ts';
import { type Clock, instantOf, toIso } from '../kernel/clock.ts';
import { conflate } from '../kernel/conflate.ts';
import type { Problem } from '../kernel/errors.ts';
import type { Store } from '../store/index.ts';
import {
  clusterSource,
  createPrometheusWatch,
  probesSource,
  type SourceState,
  usageSource,
} from './sources.ts';

/** Which host asks; the shell shows it. */
export interface ShellHost {
  kind: 'electron' | 'browser';
  version: string;
  sandboxNotice: string | null;
}

export type ShellStatus = ReturnType<Shell['status']>;

/** What the frame around the panels shows: who and where we are, and how the sources are doing. */
export interface Shell {
  start(): void;
  stop(): void;
  sources(): SourceState[];
  /** Asks the sources that are not probed otherwise. */
  look(): Promise<void>;
  status(host: ShellHost): {
    now: string;
    version: string;
    host: ShellHost['kind'];
    profile: Pick<Profile, 'name' | 'environment'>;
    sandboxNotice: string | null;
    sources: SourceState[];
    store: { sizeBytes: number; facts: number; samples: number };
    troubles: Problem[];
    probes: { total: number; lastRunAt: string | null; nextRunAt: string | null };
  };
  frames(host: ShellHost, signal?: AbortSignal): AsyncGenerator<ShellStatus, void, void>;
}

const FRAME_MS = 1000;
/** Counting rows reads whole indexes: once in a while is enough for a status bar. */
const COUNT_MS = 30_000;

export function createShell(options: {
  profile: Profile;
  health: Health;
  cluster: Cluster;
  prometheus: PrometheusConnection | null;
  store: Store;
  clock: Clock;
  lateAfterMs: number;
  /** What is wrong with what is kept here. */
  troubles: () => Problem[];
  /** Told when that may have changed. @returns what ends it */
  onTrouble: (listener: () => void) => () => void;
}): Shell {
  const { profile, health, cluster, store, clock } = options;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const prometheus = createPrometheusWatch({ prometheus: options.prometheus, clock, onChange: tell });
  let unsubscribe: (() => void)[] = [];
  let counted: { at: number; facts: number; samples: number } | null = null;

  const storeFigures = () => {
    const now = clock.now();
    if (!counted || now - counted.at > COUNT_MS) {
      counted = { at: now, facts: store.facts.count(), samples: store.samples.count() };
    }
    return { sizeBytes: store.sizeBytes(), facts: counted.facts, samples: counted.samples };
  };

  const sources = () => [
    clusterSource(cluster),
    probesSource(health, clock.now(), options.lateAfterMs),
    usageSource(cluster),
    prometheus.source(),
  ];

  const status = (host: ShellHost) => ({
    now: toIso(clock.now()),
    version: host.version,
    host: host.kind,
    profile: { name: profile.name, environment: profile.environment },
    sandboxNotice: host.sandboxNotice,
    sources: sources(),
    store: storeFigures(),
    troubles: options.troubles(),
    probes: {
      total: health.schedule.total,
      lastRunAt: instantOf(health.schedule.lastRunAt()),
      nextRunAt: instantOf(health.schedule.nextRunAt()),
    },
  });

  return {
    start() {
      prometheus.start();
      unsubscribe = [cluster.subscribe(tell), health.onObserved(tell), options.onTrouble(tell)];
    },
    stop() {
      prometheus.stop();
      for (const undo of unsubscribe) undo();
    },
    sources,
    look: () => prometheus.look(),
    status,
    frames: (host, signal) =>
      conflate({
        clock,
        frameMs: FRAME_MS,
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        snapshot: () => status(host),
        signal,
      }),
  };
}
