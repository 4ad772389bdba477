import type { Assessment, Item, Part, PartId } from '../assessment.ts';
import { PARTS } from '../parts.ts';

/** Something was seen that the constitution does not allow. */
export interface Sighting {
  component: string;
  rule: string;
  severity: 'critical' | 'warning';
  source: 'check' | 'counter' | 'log';
  /** How often since it was last looked for. */
  times: number;
  /** Epoch milliseconds: the last time. */
  at: number;
  /** One sentence without its full stop. */
  says: string;
}

/** What a rule of a check is called in a violation. */
const RULES: Record<Part['id'], string> = {
  hash: 'hash-integrity',
  compliance: 'compliance-score',
  audit: 'audit-coverage',
  dgm: 'dgm-safety',
  governance: 'governance',
};

/** The part that a rule is checked by; null for a rule that no check knows. */
export function partOfRule(rule: string): PartId | null {
  for (const { id } of PARTS) if (RULES[id] === rule) return id;
  return null;
}

/** What a validation found wrong, and what it found to be well: each item is a component under the part's rule. */
export function sightingsOf(found: Pick<Assessment, 'checkedAt' | 'parts'>): {
  seen: Sighting[];
  well: { component: string; rule: string }[];
} {
  const at = Date.parse(found.checkedAt);
  const seen: Sighting[] = [];
  const well: { component: string; rule: string }[] = [];
  for (const part of found.parts) {
    // What is from an earlier look says nothing new.
    if (part.observedAt === null) continue;
    for (const item of part.items) {
      const kind = { component: item.id, rule: RULES[part.id] };
      if (item.counts === null) continue;
      if (!isWrong(part, item)) well.push(kind);
      else {
        const says = item.says ?? `${item.title} counts ${item.counts}`;
        seen.push({
          ...kind,
          severity: part.state === 'missed' ? 'critical' : 'warning',
          source: 'check',
          times: 1,
          at,
          says,
        });
      }
    }
  }
  return { seen, well };
}

/** A hash and a pattern are right or wrong; of shares, what is little is made up for by others while the target is met. */
function isWrong({ id, state, target, good }: Part, { counts, value }: Item): boolean {
  if (id === 'hash' || id === 'dgm') return counts !== 1;
  if (state === 'met') return false;
  const share = value ?? 0;
  return good === 'above' ? share <= target : share < target;
}
