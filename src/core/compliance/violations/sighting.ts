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
  /** Epoch milliseconds: the newest look, line or sample that shows it. */
  at: number;
  /** One sentence without its full stop. */
  says: string;
}

/** What a check looked at and found nothing wrong with; `at` as of a sighting. */
export type FoundWell = Pick<Sighting, 'component' | 'rule' | 'at'>;

/** Until when the sightings of a kind are counted already, epoch milliseconds: in whatever process, and before a restart. */
export type CountedUntil = (component: string, rule: string) => number;

/** Kinds of violations of which one look tells, whatever a log or a page holds. */
const MOST_KINDS = 500;

/** Makes one sighting a kind of many lines or series, of those that are not counted already. */
export function gatherSightings(countedUntil: CountedUntil): {
  add(sighting: Sighting): void;
  all(): Sighting[];
} {
  const kinds = new Map<string, { until: number; sighting: Sighting | null }>();
  return {
    add(sighting) {
      const { component, rule, at } = sighting;
      const key = JSON.stringify([component, rule]);
      let kind = kinds.get(key);
      if (kind === undefined) {
        if (kinds.size >= MOST_KINDS) return;
        kind = { until: countedUntil(component, rule), sighting: null };
        kinds.set(key, kind);
      }
      if (at <= kind.until) return;
      const known = kind.sighting;
      kind.sighting =
        known === null
          ? sighting
          : {
              ...(known.at > at ? known : sighting),
              severity: known.severity === 'critical' ? 'critical' : sighting.severity,
              times: known.times + sighting.times,
            };
    },
    all: () => [...kinds.values()].flatMap(({ sighting }) => sighting ?? []),
  };
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

/**
 * What a validation found wrong, and what it found to be well: each item is a component under the part's rule.
 *
 * @param found of its parts those that were looked at: what an earlier look knew says nothing new
 */
export function sightingsOf(found: Pick<Assessment, 'mode' | 'checkedAt' | 'parts'>): {
  seen: Sighting[];
  well: FoundWell[];
} {
  const checkedAt = Date.parse(found.checkedAt);
  const seen: Sighting[] = [];
  const well: FoundWell[] = [];
  for (const part of found.parts) {
    // A quick look at the hash goes by what probes and earlier looks saw, each when it did.
    const isOlder = part.id === 'hash' && found.mode === 'quick';
    for (const item of part.items) {
      if (item.counts === null) continue;
      const at = isOlder ? newestLook(item, checkedAt) : checkedAt;
      const kind = { component: item.id, rule: RULES[part.id], at };
      if (!isWrong(part, item)) well.push(kind);
      else {
        const says = item.says ?? `${item.title} counts ${item.counts}`;
        seen.push({
          ...kind,
          severity: part.state === 'missed' ? 'critical' : 'warning',
          source: 'check',
          times: 1,
          says,
        });
      }
    }
  }
  return { seen, well };
}

/** The newest look that what it counts rests on: of a wrong one the newest that is wrong. */
function newestLook({ counts, evidence }: Item, checkedAt: number): number {
  const telling = evidence.filter(({ value }) => value === counts);
  const looks = telling.flatMap(({ observedAt }) => (observedAt === null ? [] : [Date.parse(observedAt)]));
  return looks.length === 0 ? checkedAt : Math.min(checkedAt, Math.max(...looks));
}

/** A hash and a pattern are right or wrong; of shares, what is little is made up for by others while the target is met. */
function isWrong({ id, state, target, good }: Part, { counts, value }: Item): boolean {
  if (id === 'hash' || id === 'dgm') return counts !== 1;
  if (state === 'met') return false;
  const share = value ?? 0;
  return good === 'above' ? share <= target : share < target;
}
