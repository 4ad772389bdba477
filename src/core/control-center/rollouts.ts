import type { Cluster } from '../cluster/index.ts';
import { configMapWords, findConfigMap } from '../cluster/operations/config-maps.ts';
import type { Traffic } from '../cluster/traffic/index.ts';
import { featuresIn } from '../cluster/traffic/share.ts';
import { configMapsOf, requireOne } from '../cluster/traffic/which-config-map.ts';
import { DEFAULT_CONFIG_MAP, type Profile } from '../connect/profile/schema.ts';
import type { Threshold, ThresholdId } from '../connect/profile/thresholds.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Door } from '../operate/door.ts';
import { createRollouts, type Rollouts } from '../rollouts/index.ts';
import type { ReadShare } from '../rollouts/share-watch.ts';

/** Rollouts over what moves the traffic and what is measured of it. */
export function openRollouts(options: {
  profile: Profile;
  cluster: Pick<Cluster, 'connect' | 'namespace'>;
  traffic: Traffic;
  door: Door;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  clock: Clock;
}): Rollouts {
  const { profile, cluster } = options;
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
  return createRollouts({ ...options, read, source });
}
