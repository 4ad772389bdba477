import type { Cluster } from '../cluster/index.ts';
import type { Profile } from '../connect/profile/schema.ts';
import { SYSTEMS } from '../connect/profile/systems.ts';
import type { Threshold, ThresholdId } from '../connect/profile/thresholds.ts';
import type { Cancel, Clock } from '../kernel/clock.ts';
import { conflate } from '../kernel/conflate.ts';
import { OperatorError } from '../kernel/errors.ts';
import { stayOpen } from '../kernel/stay-open.ts';
import type { Observation, Reading } from '../observe/observation.ts';
import type { ServicePages } from '../observe/page-figures.ts';
import type { ProbeSchedule } from '../observe/probe-schedule.ts';
import type { Store } from '../store/index.ts';
import { activityOf } from './activity.ts';
import { type Answered, answeredIn } from './answered.ts';
import { boardOf, type HealthBoard, type TrackedSystem } from './board.ts';
import { type Courses, createCourses } from './courses/index.ts';
import { type SystemDetail, systemDetail } from './detail.ts';
import { createPastHealth } from './past.ts';
import { type HealthReport, reportOf } from './report.ts';
import type { HealthTargetId, Target } from './targets.ts';
import { createTracker, sightOf } from './tracker.ts';
import type { Trends } from './trends.ts';

export type { HealthBoard } from './board.ts';
export type { HealthReport } from './report.ts';

/** One line for a tray or a notification. */
export interface HealthSummary {
  verdict: HealthReport['verdict'];
  level: 'good' | 'warning' | 'critical' | 'unknown';
  text: string;
}

/** Is everything fine, how do we know, and how old is that? */
export interface Health {
  /** Looks again and again until stopped. */
  start(): void;
  stop(): Promise<void>;
  /** Looks at everything now; resolves when everything has answered or was given up on. */
  check(signal?: AbortSignal): Promise<HealthReport>;
  report(): HealthReport;
  /** The guides' targets with what is measured of them now. */
  targets(): Readonly<Record<HealthTargetId, Target>>;
  /** How many looks of the last so many milliseconds were answered; of at least two rounds of looks. */
  answered(withinMs: number): Answered;
  /** The report as it was at a moment, from the record alone. */
  reportAt(at: number): Promise<HealthReport>;
  board(): HealthBoard;
  /** The board now and after every change; with a moment, as it was then. Times are epoch milliseconds. */
  frames(signal?: AbortSignal, at?: number | null): AsyncGenerator<HealthBoard, void, void>;
  /** One system's page, in the same way. Fails with `not-found` for an unknown id. */
  systemFrames(
    id: string,
    signal?: AbortSignal,
    at?: number | null,
  ): AsyncGenerator<SystemDetail, void, void>;
  /** Figures over time, beside their limits. */
  courses: Courses;
  /** Told when the verdict or its text changes. */
  subscribe(listener: (summary: HealthSummary) => void): () => void;
  /** Told after every observation of a probe. */
  onObserved(listener: () => void): () => void;
  /** The constitutional hash as each system showed it when it was looked at last. */
  hashes(): Pick<
    TrackedSystem,
    'info' | 'status' | 'hash' | 'hashSeen' | 'observedAt' | 'stale' | 'reason'
  >[];
  /** How to mend what the last look at a system ran into; null when there is nothing to say. */
  hintFor(id: string): string | null;
  schedule: Pick<ProbeSchedule, 'nextRunAt'> & { total: number; lastRunAt(): number | null };
}

const FRAME_MS = 250;
/** Ages make things stale without anything being observed: the board is looked at again this often. */
const ROUND_MS = 15_000;
/** Less in a bucket, and a line that is whole would look broken. */
const LOOKS_PER_BUCKET = 2;
const HISTORY_REFRESH_MS = 300_000;
const STALE_AFTER_INTERVALS = 3;

export function createHealth(options: {
  profile: Profile;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  expectedHash: string;
  cluster: Cluster;
  store: Store;
  trends: Trends;
  clock: Clock;
  intervalMs: number;
  timeoutMs: number;
  probeCount: number;
  /** What the page of metrics of a service says by itself. */
  newestPage: ServicePages['newest'];
  /** Everything slow that must not count as a system's response time. */
  prepare: () => Promise<void>;
  schedule: (onObservation: (observation: Observation<Reading>) => void) => ProbeSchedule;
}): Health {
  const { profile, cluster, store, trends, clock } = options;
  const staleAfterMs = STALE_AFTER_INTERVALS * options.intervalMs + clock.during(options.timeoutMs);
  const tracker = createTracker({ ...options, staleAfterMs });
  const past = createPastHealth({ ...options, staleAfterMs });
  const changed = new Set<() => void>();
  const observed = new Set<() => void>();
  const listeners = new Set<(summary: HealthSummary) => void>();
  let lastRunAt: number | null = null;
  let checking = 0;
  let told = '';
  let stopped = false;
  let cancels: Cancel[] = [];

  const report = (): HealthReport => {
    const systems = tracker.systems();
    return reportOf({ profile, checkedAt: clock.now(), systems, targets: tracker.targets(systems) });
  };

  /** Cheap, for what changes hundreds of times a second: screens look again at their own pace. */
  const touch = () => {
    for (const listener of [...changed]) listener();
  };
  const tell = () => {
    touch();
    if (listeners.size === 0) return;
    const summary = summaryOf(report());
    const text = `${summary.verdict} ${summary.text}`;
    if (text === told) return;
    told = text;
    for (const listener of [...listeners]) listener(summary);
  };

  const schedule = options.schedule((observation) => {
    lastRunAt = observation.observedAt;
    tracker.observe(observation);
    tell();
    for (const listener of [...observed]) listener();
  });

  const board = (): HealthBoard => {
    const systems = tracker.systems();
    const targets = tracker.targets(systems);
    return boardOf({
      report: reportOf({ profile, checkedAt: clock.now(), systems, targets }),
      systems,
      targets,
      trend: (id) => trends.recent(id),
      activity: activityOf(store.facts, cluster.warnings(), clock.now()),
      expectedHash: options.expectedHash,
      lastCheckAt: lastRunAt ?? lastLookOf(systems),
      nextCheckAt: schedule.nextRunAt(),
      checking: checking > 0,
    });
  };

  const framesOf = <T>(snapshot: () => T, signal: AbortSignal | undefined) =>
    conflate({
      clock,
      frameMs: FRAME_MS,
      subscribe: (listener) => {
        changed.add(listener);
        return () => changed.delete(listener);
      },
      snapshot,
      signal,
    });

  const every = (periodMs: number, run: () => void): void => {
    let cancel: Cancel = () => {};
    const again = () => {
      cancel = clock.after(periodMs, () => {
        run();
        again();
      });
    };
    again();
    cancels.push(() => cancel());
  };

  /** The kubeconfig's secrets are known to the redactor before anything else is heard. */
  const ready = () => Promise.all([cluster.opened(), options.prepare()]);
  let release: (() => void) | null = null;
  let unsubscribe: (() => void) | null = null;

  return {
    start() {
      release ??= cluster.hold();
      unsubscribe ??= cluster.subscribe(touch);
      void ready().then(() => {
        if (!stopped) schedule.start();
      });
      void trends.refresh().then(touch);
      every(ROUND_MS, () => {
        tracker.recordRound();
        tell();
      });
      every(HISTORY_REFRESH_MS, () => void trends.refresh().then(touch));
    },
    async stop() {
      stopped = true;
      for (const cancel of cancels) cancel();
      cancels = [];
      unsubscribe?.();
      release?.();
      schedule.stop();
    },
    async check(signal) {
      const hold = cluster.hold();
      checking += 1;
      touch();
      try {
        await ready();
        await Promise.all([schedule.checkNow(), cluster.settled(signal)]);
        tracker.recordRound();
        return report();
      } finally {
        checking -= 1;
        hold();
        tell();
      }
    },
    report,
    targets: () => tracker.targets(tracker.systems()),
    answered(withinMs) {
      const to = clock.now();
      return answeredIn(store.samples, { from: to - Math.max(withinMs, 2 * options.intervalMs), to });
    },
    board,
    reportAt: past.report,
    frames: (signal, at = null) =>
      at === null ? framesOf(board, signal) : stayOpen(() => past.board(at), signal),
    systemFrames(id, signal, at = null) {
      const info = SYSTEMS.find((system) => system.id === id);
      if (!info) {
        throw new OperatorError('not-found', `There is no system "${id}"`, {
          hint: `Known: ${SYSTEMS.map((system) => system.id).join(', ')}.`,
        });
      }
      if (at !== null) return stayOpen(() => past.system(info.id, at), signal);
      return framesOf(() => {
        const system = tracker.systems().find((tracked) => tracked.info.id === info.id);
        if (!system) throw new Error(`no judgement of ${info.id}`);
        return systemDetail({
          system,
          profile,
          pods: cluster.podsOf,
          store,
          expectedHash: options.expectedHash,
          now: clock.now(),
        });
      }, signal);
    },
    courses: createCourses({
      ...options,
      isConfigured: (id) => sightOf(profile, id) !== 'none',
      leastBucketMs: LOOKS_PER_BUCKET * Math.max(ROUND_MS, options.intervalMs),
      staleAfterMs,
    }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onObserved(listener) {
      observed.add(listener);
      return () => observed.delete(listener);
    },
    hashes: tracker.systems,
    hintFor: (id) => tracker.problemOf(id)?.hint ?? null,
    schedule: {
      nextRunAt: () => schedule.nextRunAt(),
      total: options.probeCount,
      lastRunAt: () => lastRunAt,
    },
  };
}

/** Of an earlier run, while this one has not looked: a board of old answers must say how old they are. */
function lastLookOf(systems: readonly { observedAt: number | null }[]): number | null {
  const looks = systems.flatMap(({ observedAt }) => (observedAt === null ? [] : [observedAt]));
  return looks.length === 0 ? null : Math.max(...looks);
}

function summaryOf(report: HealthReport): HealthSummary {
  const { verdict, services, alerts, lines } = report;
  if (verdict === 'pass') {
    return { verdict, level: 'good', text: `All ${services.total} services operational` };
  }
  const worst = lines.find((line) => line.state === verdict);
  const text = worst?.text ?? '';
  if (verdict === 'unknown') return { verdict, level: 'unknown', text };
  return { verdict, level: alerts.critical + alerts.emergency > 0 ? 'critical' : 'warning', text };
}
