import type { Cluster } from '../cluster/index.ts';
import { configMapWords, findConfigMap } from '../cluster/operations/config-maps.ts';
import type { Traffic } from '../cluster/traffic/index.ts';
import { featuresIn } from '../cluster/traffic/share.ts';
import { configMapsOf, requireOne } from '../cluster/traffic/which-config-map.ts';
import { DEFAULT_CONFIG_MAP, type Profile } from '../connect/profile/schema.ts';
import type { Threshold, ThresholdId } from '../connect/profile/thresholds.ts';
import type { Health } from '../health/index.ts';
import type { LiveJournal } from '../journal/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Metrics } from '../metrics/index.ts';
import type { Actor } from '../operate/actor.ts';
import type { Door } from '../operate/door.ts';
import type { Processes } from '../operate/processes/index.ts';
import { createRollouts, type Rollouts } from '../rollouts/index.ts';
import { createReadings } from '../rollouts/readings.ts';
import type { ReadShare } from '../rollouts/share-watch.ts';
import type { Runbooks } from '../runbooks/running.ts';
import type { RolloutRecords } from '../store/rollouts/index.ts';

/** Rollouts over what moves the traffic and what is measured of it. */
export function openRollouts(options: {
  profile: Profile;
  cluster: Pick<Cluster, 'connect' | 'namespace'>;
  traffic: Traffic;
  door: Door;
  processes: Processes;
  runbooks: () => Pick<Runbooks, 'start'>;
  health: Pick<Health, 'targets' | 'hashes' | 'check'>;
  metrics: Pick<Metrics, 'query' | 'scrapeAll'>;
  /** Everything is looked at in a rhythm. */
  isObserving: () => boolean;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  records: RolloutRecords;
  journal: Pick<LiveJournal, 'append'>;
  actor: () => Actor;
  clock: Clock;
}): Rollouts {
  const { profile, cluster, health, metrics } = options;
  const { namespace } = cluster;
  const named = profile.cluster?.configMap;
  const read: ReadShare = async (signal) => {
    const kubernetes = await cluster.connect();
    const names = await configMapsOf(kubernetes, { namespace, named }, signal);
    requireOne(names);
    const [of = { namespace, name: DEFAULT_CONFIG_MAP }] = names;
    const { share } = featuresIn(await findConfigMap(kubernetes, of, signal));
    return { percentage: share, source: configMapWords(of) };
  };
  const source = configMapWords({ namespace, name: named ?? DEFAULT_CONFIG_MAP });
  const take = createReadings({
    ...options,
    share: read,
    async observe(of, signal) {
      if (options.isObserving()) return;
      if (of.some(({ what }) => what !== 'share')) await health.check(signal);
      if (of.some(({ what }) => what === 'expression')) await metrics.scrapeAll();
    },
  });
  return createRollouts({
    ...options,
    ...{ read, take, source },
    actor: () => options.actor().name,
    startRunbook: (id, parameters, how) => options.runbooks().start(id, parameters, how),
  });
}
