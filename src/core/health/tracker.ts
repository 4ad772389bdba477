import type { Cluster } from '../cluster/index.ts';
import type { Profile } from '../connect/profile/schema.ts';
import { isServiceId, SYSTEMS, type SystemId, type SystemInfo } from '../connect/profile/systems.ts';
import type { Threshold, ThresholdId } from '../connect/profile/thresholds.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Problem } from '../kernel/errors.ts';
import type { RegistryReading } from '../observe/model-registry.ts';
import type { Observation, Reading } from '../observe/observation.ts';
import type { ServicePages } from '../observe/page-figures.ts';
import type { Store } from '../store/index.ts';
import type { SampleSummary } from '../store/samples/index.ts';
import { statusFact } from './activity.ts';
import type { TrackedSystem } from './board.ts';
import { judgeCluster } from './cluster-system.ts';
import { judge, type PodsSight, type Sight, type SystemJudgement } from './judge.ts';
import { measure } from './measure.ts';
import { podsUsage } from './pods-usage.ts';
import { outOfSight, recordedSystems } from './recorded.ts';
import { createRecorder, UP_SERIES } from './recorder.ts';
import { evaluateTargets, type HealthTargetId, type Target } from './targets.ts';

/** Keeps the latest of every system, judges it at any moment and writes down what was seen. */
export interface Tracker {
  observe(observation: Observation<Reading>): void;
  /** Why the last look at a system failed; null when it did not. */
  problemOf(id: string): Problem | null;
  /** All systems as they stand now, in the order of the guide. */
  systems(): TrackedSystem[];
  targets(systems: readonly TrackedSystem[]): Record<HealthTargetId, Target>;
  /** Writes down what only the cluster says, and the targets; called once a round. */
  recordRound(): void;
}

const DAY_MS = 86_400_000;
/** A look that is not back after its interval, its jitter and what looks take is waited for. */
const OVERDUE_AFTER_INTERVALS = 1.2;
const USUAL_LOOK_MS = 200;
const RECORD_REREAD_MS = 15_000;

export function createTracker(options: {
  profile: Profile;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  cluster: Cluster;
  store: Store;
  clock: Clock;
  expectedHash: string;
  intervalMs: number;
  /** Age after which an observation no longer speaks for the present. */
  staleAfterMs: number;
  newestPage: ServicePages['newest'];
}): Tracker {
  const { profile, thresholds, cluster, store, clock, staleAfterMs, newestPage } = options;
  const overdueAfterMs = OVERDUE_AFTER_INTERVALS * options.intervalMs + clock.during(USUAL_LOOK_MS);
  const recorder = createRecorder(store);
  const latest = new Map<SystemId, Observation<Reading>>();
  const since = new Map<SystemId, { status: SystemJudgement['status']; at: number }>();

  const podsSight = (info: SystemInfo): PodsSight | null => {
    const name = deploymentOf(profile, info.id);
    const deployment = name === undefined ? undefined : cluster.deployment(name);
    if (name === undefined || !deployment) return null;
    const { phase, lastContactAt } = cluster.state();
    const pods = cluster.podsOf(name);
    const unready = pods.find((pod) => pod.ready < pod.containers || pod.reason !== null);
    const { value: usage, state } = cluster.usage();
    return {
      ready: deployment.ready,
      desired: deployment.desired,
      trouble: unready ? `${unready.name} ${unready.status}` : null,
      usage: phase === 'live' && state.phase === 'live' ? podsUsage(pods, usage) : {},
      observedAt: lastContactAt ?? clock.now(),
      live: phase === 'live',
    };
  };

  /** What an earlier run knew, for as long as this one knows nothing: read once, when first needed. */
  let earlier: ReadonlyMap<SystemId, SystemJudgement> | null = null;
  const lastKnown = (id: SystemId): SystemJudgement | undefined => {
    earlier ??= new Map(
      recordedSystems(store, {
        at: clock.now(),
        staleAfterMs: Number.POSITIVE_INFINITY,
        isConfigured: (system) => sightOf(profile, system) !== 'none',
      }).map((system) => [system.info.id, system]),
    );
    const known = earlier.get(id);
    return known?.observedAt == null ? undefined : known;
  };

  const judgeOne = (info: SystemInfo): SystemJudgement => {
    const judged = judgeNow(info);
    if (judged.status !== 'unknown' || judged.observedAt !== null) return judged;
    const known = lastKnown(info.id);
    return known ? outOfSight(known, judged.reason ?? 'not looked at yet') : judged;
  };
  const judgeNow = (info: SystemInfo): SystemJudgement => {
    if (info.id === 'cluster') {
      const { phase, lastContactAt, problem } = cluster.state();
      return judgeCluster(info, { phase, lastContactAt, problem, nodes: cluster.nodes() });
    }
    return judge({
      info,
      sight: sightOf(profile, info.id),
      observation: latest.get(info.id),
      pods: podsSight(info),
      now: clock.now(),
      staleAfterMs,
    });
  };

  /** When the present status began: from memory, or from the record of an earlier run. */
  const sinceOf = (judged: SystemJudgement): number | null => {
    const { id } = judged.info;
    const known = since.get(id);
    if (known?.status === judged.status) return known.at;
    // What an earlier run knew says nothing about when the present status began.
    if (judged.observedAt === null || (judged.stale && !known)) return judged.observedAt;
    const [recorded] = known ? [] : store.facts.history(id, 'status', 1);
    const at =
      recorded && statusFact(recorded.value).status === judged.status
        ? recorded.observedAt
        : judged.observedAt;
    since.set(id, { status: judged.status, at });
    return at;
  };

  const systems = (): TrackedSystem[] =>
    SYSTEMS.map((info) => {
      const judged = judgeOne(info);
      return { ...judged, since: sinceOf(judged) };
    });

  /** A day of probes is a hundred thousand rows: read once a round, not once a frame. */
  let record: { readAt: number; summary: SampleSummary } | null = null;
  const probeRecord = (): SampleSummary => {
    const now = clock.now();
    if (!record || now - record.readAt >= RECORD_REREAD_MS) {
      const range = { from: now - DAY_MS, to: now + 1 };
      record = { readAt: now, summary: store.samples.summarise(UP_SERIES, range) };
    }
    return record.summary;
  };

  /** What the model registry said, as long as that speaks for the present; null where there is none to ask. */
  const registry = (): RegistryReading | 'lost' | null => {
    if (sightOf(profile, 'postgres') === 'none') return null;
    const seen = latest.get('postgres');
    if (!seen?.result.ok || clock.now() - seen.observedAt > staleAfterMs) return 'lost';
    return seen.result.value.registry ?? null;
  };

  /**
   * Whose answer is waited for, or did not come, says by its page of metrics how it is now: that is read beside, and
   * what it says is of another time than the rest.
   */
  const withPage = (system: TrackedSystem): TrackedSystem[] => {
    const { id } = system.info;
    const seen = latest.get(id);
    if (!seen || !isServiceId(id)) return [system];
    if (seen.result.ok && clock.now() - seen.observedAt <= overdueAfterMs) return [system];
    const page = newestPage(id, staleAfterMs);
    if (!page || page.observedAt < seen.observedAt) return [system];
    const { figures, observedAt } = page;
    const others = Object.entries(system.figures).filter(([name]) => figures[name] === undefined);
    return [
      { ...system, responseTimeMs: null, figures: Object.fromEntries(others) },
      { ...system, responseTimeMs: null, figures, observedAt, stale: false },
    ];
  };

  const targets = (tracked: readonly TrackedSystem[]) => {
    const registered = registry();
    const { state } = cluster.usage();
    return evaluateTargets(
      thresholds,
      measure({
        systems: tracked.flatMap(withPage),
        // What the nodes used before the connection was lost says nothing about now.
        nodes: state.phase === 'live' ? cluster.nodeShares() : [],
        usageAt: state.lastContactAt,
        usageProblem: state.problem?.message ?? null,
        registry: registered === 'lost' ? null : registered,
        probes: probeRecord(),
        now: clock.now(),
      }),
    );
  };

  return {
    observe(observation) {
      latest.set(observation.subject, observation);
      const info = SYSTEMS.find((system) => system.id === observation.subject);
      if (!info) return;
      const judged = judgeOne(info);
      sinceOf(judged);
      recorder.system(judged);
    },
    problemOf(id) {
      const result = SYSTEMS.filter((system) => system.id === id).map(
        (system) => latest.get(system.id)?.result,
      )[0];
      return result && !result.ok ? result.problem : null;
    },
    systems,
    targets,
    recordRound() {
      const tracked = systems();
      const byProbe = new Set(latest.keys());
      for (const system of tracked) if (!byProbe.has(system.info.id)) recorder.system(system);
      const measured = targets(tracked);
      recorder.targets(Object.values(measured), clock.now());
      recorder.guide(measured, registry(), clock.now());
      const { phase, problem } = cluster.state();
      // Who is connecting for the first time has not lost anything yet.
      if (phase !== 'not-configured' && (phase !== 'connecting' || problem !== null)) {
        recorder.reachable(phase === 'live' || phase === 'forbidden', clock.now());
      }
      const { expectedHash } = options;
      recorder.limits({ thresholds: [...thresholds.values()], expectedHash }, clock.now());
    },
  };
}

/** How the profile says a system is to be looked at. */
export function sightOf(profile: Profile, id: SystemId): Sight {
  if (isServiceId(id)) {
    const service = profile.services?.[id];
    if (service?.url !== undefined) return 'probe';
    return service?.deployment === undefined ? 'none' : 'pods';
  }
  if (id === 'cluster') return profile.cluster ? 'probe' : 'none';
  return profile.stores?.[id] ? 'probe' : 'none';
}

export function deploymentOf(profile: Profile, id: SystemId): string | undefined {
  return isServiceId(id) ? profile.services?.[id]?.deployment : undefined;
}
