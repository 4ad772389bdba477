import { type Baselines, createBaselines } from '../baselines/index.ts';
import type { Cluster } from '../cluster/index.ts';
import { DEFAULT_NAMESPACE, type Profile } from '../connect/profile/schema.ts';
import { SYSTEMS } from '../connect/profile/systems.ts';
import { deploymentOf, sightOf } from '../health/tracker.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Actor } from '../operate/actor.ts';
import type { Store } from '../store/index.ts';

/** How the systems did once, of those that the profile configures. */
export function openBaselines(options: {
  profile: Profile;
  store: Pick<Store, 'baselines' | 'samples' | 'facts'>;
  cluster: Pick<Cluster, 'past'>;
  actor: () => Actor;
  clock: Clock;
}): Baselines {
  const { profile, store, cluster, actor, clock } = options;
  return createBaselines({
    records: store.baselines,
    samples: store.samples,
    facts: store.facts,
    namespace: profile.cluster?.namespace ?? DEFAULT_NAMESPACE,
    imagesAt: async (at) => {
      const wanted = { context: null, namespaces: 'own', at } as const;
      const { rows } = await cluster.past.table('deployments', wanted);
      return new Map(rows.map(({ name, images }) => [name, images]));
    },
    deploymentOf: (id) => deploymentOf(profile, id) ?? null,
    configured: () => SYSTEMS.map(({ id }) => id).filter((id) => sightOf(profile, id) !== 'none'),
    actor,
    clock,
  });
}
