import type { ClusterAct } from '../../observe/cluster-acts.ts';
import type { EntryFilter, EntryPage, PageWish } from '../../store/journal/index.ts';
import type { ActsByOthers } from './cluster-acts.ts';

/** The API server's clock may be off by as much, and its times have whole seconds. */
const SKEW_MS = 120_000;
const DONE = 'operation.result';

/**
 * What the journal knows of changes that were made in our name: the field manager of our operations alone proves
 * nothing, there may be another control center.
 */
export function explainedBy(options: {
  journal: { list(filter: EntryFilter, page: PageWish): Promise<EntryPage> };
  /** Field managers of our operations, and of the journal's anchors. */
  managers: { operations: string; anchors: string };
  /** Targets that the journal itself writes. */
  anchors: readonly string[];
}): ActsByOthers['explain'] {
  const { journal, managers, anchors } = options;
  return async ({ target, who, at }: ClusterAct, signal) => {
    if (who === managers.anchors && anchors.includes(target)) return 'kept';
    if (who !== managers.operations) return 'unknown';
    const filter = { kind: DONE, subject: target, since: at - SKEW_MS, until: at + SKEW_MS };
    const { items } = await journal.list(filter, { limit: 1, signal });
    return items.length > 0 ? 'counted' : 'unknown';
  };
}
