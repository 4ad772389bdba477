import type { ClusterAct, ClusterActs } from '../../observe/cluster-acts.ts';
import type { Item } from '../assessment.ts';
import { actsItem, type MissingAct } from './items.ts';

export interface ActsByOthers {
  /** Whether the journal knows of it: `counted` is one of our own operations, `kept` is the journal's own writing. */
  explain: (act: ClusterAct, signal: AbortSignal | undefined) => Promise<'counted' | 'kept' | 'unknown'>;
  until: number;
  signal: AbortSignal | undefined;
}

/** Changes that nobody made through the door: found from the managers that the API server keeps of each object. */
export async function clusterItem(
  { acts, objects, unmanaged }: ClusterActs,
  { explain, until, signal }: ActsByOthers,
): Promise<Item[]> {
  if (objects > 0 && unmanaged === objects) {
    throw new Error('the API server keeps no managers of fields: who changed what cannot be seen');
  }
  const missing: MissingAct[] = [];
  for (const act of acts) {
    const how = await explain(act, signal);
    if (how !== 'unknown') continue;
    missing.push({
      what: act.target,
      who: act.who,
      at: act.at,
      lacks: 'no entry of the journal explains it',
    });
  }
  return actsItem({
    ...{ id: 'cluster', title: 'Changes of the cluster', source: 'managed fields of the cluster' },
    // Those that the journal explains are counted among our own operations.
    audited: 0,
    missing: missing.length,
    listed: missing.toSorted((a, b) => b.at - a.at),
    observedAt: until,
  });
}
