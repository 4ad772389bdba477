import type { Cluster } from '../cluster/index.ts';
import type { Assessment } from '../compliance/assessment.ts';
import type { Collector } from '../compliance/collector.ts';
import { artifactsSource } from '../compliance/hash/artifacts.ts';
import { databaseSource } from '../compliance/hash/database.ts';
import { documentsSource } from '../compliance/hash/documents.ts';
import { createHashIntegrity } from '../compliance/hash/index.ts';
import type { ObjectStore } from '../connect/objects/object-store.ts';
import type { PostgresConnection } from '../connect/postgres.ts';
import type { Profile } from '../connect/profile/schema.ts';
import { isServiceId } from '../connect/profile/systems.ts';
import type { Health } from '../health/index.ts';
import { sightOf } from '../health/tracker.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Store } from '../store/index.ts';

/** Hash integrity, over everything that may carry the hash. */
export function openHashIntegrity(options: {
  profile: Profile;
  expectedHash: string;
  health: Pick<Health, 'hashes' | 'check'>;
  cluster: Pick<Cluster, 'own' | 'configured' | 'namespace'>;
  postgres: PostgresConnection | null;
  objects: ObjectStore | null;
  store: Pick<Store, 'artifactHashes' | 'facts'>;
  /** What the last validation found. */
  latest: () => Assessment | null;
  clock: Clock;
}): Collector {
  const { profile, health, store, latest } = options;
  const { objects: kept } = profile.stores ?? {};
  const documents = documentsSource(profile.compliance?.documents ?? [], options);
  return createHashIntegrity({
    ...options,
    facts: store.facts,
    check: health.check,
    shown: () =>
      health.hashes().flatMap(({ info: { id }, status, ...it }) => {
        if (!isServiceId(id)) return [];
        const isThere = status !== 'down' || it.hashSeen.length > 0;
        return [{ ...it, id, isThere, isAsked: sightOf(profile, id) === 'probe' }];
      }),
    sources: [
      databaseSource(options),
      artifactsSource({
        ...options,
        known: store.artifactHashes,
        name: kept?.kind === 's3' ? `${kept.endpoint} ${kept.bucket}` : (kept?.path ?? ''),
      }),
      ...(documents === null ? [] : [documents]),
    ],
    lastKnown: (id) =>
      latest()
        ?.parts.find((part) => part.id === 'hash')
        ?.items.find((item) => item.id === id),
  });
}
