import { numberAt, recordAt, textAt } from '../../connect/kubernetes/fields.ts';
import type { Entry } from '../../store/journal/entry.ts';
import type { EntryFilter, EntryPage, PageWish } from '../../store/journal/index.ts';

/** What the control center itself wrote last into a setting. */
export interface LastWritten {
  value: string;
  actor: string;
  /** Epoch milliseconds. */
  at: number;
  /** Before it was sent, so that whatever began before it cannot have read it; null where that was not kept. */
  sentAt: number | null;
}

/** The journal as far as it tells what was done. */
export interface Journaled {
  list(filter: EntryFilter, page: PageWish): Promise<EntryPage>;
}

/** What is longer ago than so many results about one config map is not what drift is measured by. */
const MOST_RESULTS = 200;

/**
 * By settings, what we wrote last into a config map.
 *
 * @param target as operations name it: `config map acgs-production/mlops-production-config`
 */
export async function lastWritten(
  journal: Journaled,
  target: string,
  signal: AbortSignal,
): Promise<Map<string, LastWritten>> {
  const page = { limit: MOST_RESULTS, signal };
  const { items } = await journal.list({ kind: 'operation.result', subject: target }, page);
  const found = new Map<string, LastWritten>();
  for (const entry of items) {
    const values = valuesOf(entry);
    // Whatever a whole manifest made of it: what was written before says nothing any more.
    if (values === 'all') break;
    const sentAt = numberAt(entry.data, 'evidence', 'sentAt');
    for (const [id, value] of Object.entries(values)) {
      if (!found.has(id)) found.set(id, { value, actor: entry.actor, at: Date.parse(entry.at), sentAt });
    }
  }
  return found;
}

function valuesOf({ data }: Entry): Record<string, string> | 'all' {
  const result = textAt(data, 'result');
  const operation = textAt(data, 'operation');
  if (operation === 'cluster.configmap.apply') return result === 'failed' ? {} : 'all';
  if (result !== 'done') return {};
  const evidence = recordAt(data, 'evidence');
  if (operation === 'rollout.set' && typeof evidence.percentage === 'number') {
    const { percentage } = evidence;
    return { traffic_percentage: String(percentage), mlops_enabled: String(percentage > 0) };
  }
  const setting = textAt(evidence, 'setting');
  const value = textAt(evidence, 'value');
  return operation === 'configuration.set' && setting !== null && value !== null ? { [setting]: value } : {};
}
