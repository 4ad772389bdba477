import type { AuditCoverage } from '../../journal/audit/coverage.ts';
import { problemOf } from '../../kernel/errors.ts';
import type { ClusterActs } from '../../observe/cluster-acts.ts';
import type { RegistryActs } from '../../observe/registry-acts.ts';
import type { Item } from '../assessment.ts';
import type { Collector } from '../collector.ts';
import { type ActsByOthers, clusterItem } from './cluster-acts.ts';
import { unknownItem } from './items.ts';
import { ownItem } from './own-acts.ts';
import { registryItems } from './registry-acts.ts';

export interface Period {
  /** Epoch milliseconds. */
  since: number;
  until: number;
  signal: AbortSignal | undefined;
}

/**
 * The acts of the period that changed something, held against the trails that should know them: our own operations
 * against the journal, those on the model registry against its audit trail, and changes of the cluster against the
 * journal, so that one made beside the control center is found.
 *
 * A source that cannot be read weighs as much as all others together: how many acts it would have told of is unknown,
 * and they must not be outvoted.
 */
export function createAuditTrail(options: {
  own: (period: Period) => Promise<AuditCoverage>;
  /** Null when the profile names no database. */
  registry: ((period: Period) => Promise<RegistryActs>) | null;
  /** Null when the profile names no cluster. */
  cluster: ((period: Period) => Promise<ClusterActs>) | null;
  /** Which of the cluster's changes are ours and in the journal. */
  explain: ActsByOthers['explain'];
}): Collector {
  const { own, registry, cluster, explain } = options;

  return {
    part: 'audit',
    quick: false,
    async collect({ since, now, signal }) {
      const period = { since, until: now, signal };
      const unread: { id: string; title: string; why: string }[] = [];
      const look = async (id: string, title: string, read: () => Promise<Item[]>): Promise<Item[]> => {
        try {
          return await read();
        } catch (error) {
          signal?.throwIfAborted();
          unread.push({ id, title, why: problemOf(error).message });
          return [];
        }
      };
      const known = (
        await Promise.all([
          look('own-operations', 'Operations of the control center', async () => ownItem(await own(period))),
          look('registry', 'Acts on the model registry', async () => {
            if (registry === null) throw new Error('the profile names no database');
            return registryItems(await registry(period), period);
          }),
          look('cluster', 'Changes of the cluster', async () => {
            if (cluster === null) throw new Error('the profile names no cluster');
            return clusterItem(await cluster(period), { explain, ...period });
          }),
        ])
      ).flat();
      const weight = Math.max(
        1,
        known.reduce((sum, item) => sum + item.weight, 0),
      );
      return [...known, ...unread.map((it) => unknownItem({ ...it, weight }))];
    },
  };
}
