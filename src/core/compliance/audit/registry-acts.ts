import type { RegistryActs } from '../../observe/registry-acts.ts';
import type { Item } from '../assessment.ts';
import { actsItem } from './items.ts';

/** An item for each kind of operation that the registry keeps: `model_deployment`, `artifact_storage`. */
export function registryItems(found: RegistryActs, { until }: { until: number }): Item[] {
  if (found.kinds === null) throw new Error(found.problem);
  return found.kinds.flatMap(({ kind, acts, audited, missing }) =>
    actsItem({
      ...{ id: kind, title: kind, source: 'audit trail of the model registry' },
      audited,
      missing: acts - audited,
      listed: missing.map(({ subject, who, at }) => ({
        what: subject === null ? kind : `${kind} of ${subject}`,
        ...{ who, at, lacks: 'it is not in the audit trail' },
      })),
      observedAt: until,
    }),
  );
}
