import type { Cluster } from '../cluster/index.ts';
import type { Profile } from '../connect/profile/schema.ts';
import type { SystemId } from '../connect/profile/systems.ts';
import type { Threshold, ThresholdId } from '../connect/profile/thresholds.ts';
import type { Store } from '../store/index.ts';
import { activityOf } from './activity.ts';
import { boardOf, type HealthBoard, type TrackedSystem } from './board.ts';
import { type SystemDetail, systemDetail } from './detail.ts';
import { measure } from './measure.ts';
import { recordedLimits, recordedSystems } from './recorded.ts';
import { UP_SERIES } from './recorder.ts';
import { type HealthReport, reportOf } from './report.ts';
import { evaluateTargets } from './targets.ts';
import { sightOf } from './tracker.ts';
import type { Trends } from './trends.ts';

/** Health as it was at a moment, from the record alone: the same judgements and words as live. */
export interface PastHealth {
  systems(at: number): TrackedSystem[];
  report(at: number): Promise<HealthReport>;
  board(at: number): Promise<HealthBoard>;
  system(id: SystemId, at: number): Promise<SystemDetail>;
}

const DAY_MS = 86_400_000;

export function createPastHealth(options: {
  profile: Profile;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  expectedHash: string;
  cluster: Pick<Cluster, 'past'>;
  store: Store;
  trends: Trends;
  staleAfterMs: number;
}): PastHealth {
  const { profile, cluster, store, trends, staleAfterMs } = options;
  const isConfigured = (id: SystemId) => sightOf(profile, id) !== 'none';
  const systems = (at: number) => recordedSystems(store, { at, staleAfterMs, isConfigured });

  const judged = async (at: number) => {
    const limits = recordedLimits(store, at, options);
    const known = systems(at);
    const usage = await cluster.past.nodeShares(at);
    const targets = evaluateTargets(
      limits.thresholds,
      measure({
        systems: known,
        nodes: usage.nodes,
        usageAt: usage.observedAt,
        usageProblem: usage.nodes.length > 0 ? null : 'nobody recorded what the nodes used then',
        registry: null,
        probes: store.samples.summarise(UP_SERIES, { from: at - DAY_MS, to: at + 1 }),
        now: at,
      }),
    );
    return {
      ...limits,
      systems: known,
      targets,
      report: reportOf({ profile, checkedAt: at, systems: known, targets }),
    };
  };

  return {
    systems,
    report: async (at) => (await judged(at)).report,
    async board(at) {
      const { systems: known, targets, report, expectedHash } = await judged(at);
      const looks = known.flatMap(({ observedAt }) => (observedAt === null ? [] : [observedAt]));
      return boardOf({
        report,
        systems: known,
        targets,
        trend: (id) => trends.until(id, at),
        activity: activityOf(store.facts, await cluster.past.warnings(at), at),
        expectedHash,
        lastCheckAt: looks.length === 0 ? null : Math.max(...looks),
        nextCheckAt: null,
        checking: false,
      });
    },
    async system(id, at) {
      const limits = recordedLimits(store, at, options);
      const system = systems(at).find(({ info }) => info.id === id);
      if (!system) throw new Error(`no record of ${id}`);
      return systemDetail({
        system,
        profile,
        pods: await cluster.past.podsOf(at),
        store,
        expectedHash: limits.expectedHash,
        now: at,
      });
    },
  };
}
