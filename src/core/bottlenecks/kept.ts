import type { Store } from '../store/index.ts';
import type { Area } from './finding.ts';
import { type AreaLook, areaLook } from './report.ts';

const SUBJECT = 'bottlenecks';

/** Writes down what a look found, so that it can be read again later. */
export function keepLook(facts: Pick<Store['facts'], 'record'>, look: AreaLook): void {
  if (look.observedAt !== null) facts.record(SUBJECT, look.area, look, look.observedAt);
}

/** The last look at each area not after `at`; what an older version wrote otherwise is left out. */
export function keptLooks(
  facts: Pick<Store['facts'], 'factAt'>,
  areas: readonly Area[],
  at: number,
): AreaLook[] {
  return areas.flatMap((area) => {
    const parsed = areaLook.safeParse(facts.factAt(SUBJECT, area, at)?.value);
    return parsed.success ? [parsed.data] : [];
  });
}
