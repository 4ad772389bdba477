import type { Assessment, Evidence, Item, Part, PartId } from './assessment.ts';

/** What a validation found, without what it rests on: small enough to be sent after each one. */
export function headlineOf({ parts, ...found }: Assessment) {
  return {
    ...found,
    parts: parts.map(({ items, ...part }) => ({
      ...part,
      itemsTotal: items.length,
      itemsShort: items.filter(({ counts }) => counts !== 1).length,
      itemsUnknown: items.filter(({ counts }) => counts === null).length,
    })),
  };
}
export type Headline = ReturnType<typeof headlineOf>;

/** A screen shows no more of one part, and of one item; the worst come first, and exports have all. */
const MOST_ITEMS = 1000;
const MOST_EVIDENCE = 200;

/** What a part rests on: the worst of very many. */
export interface PartEvidence {
  id: PartId;
  total: number;
  items: (Item & { evidenceTotal: number })[];
}

export function evidenceOf({ id, items }: Part): PartEvidence {
  return {
    id,
    total: items.length,
    items: worst(items, MOST_ITEMS, ({ counts }) => counts).map((item) => ({
      ...item,
      evidence: worst(item.evidence, MOST_EVIDENCE, ({ value }: Evidence) => value),
      evidenceTotal: item.evidence.length,
    })),
  };
}

/** In their own order while there are few; else those that count least, then those of which nothing is known. */
function worst<T>(all: readonly T[], most: number, countsOf: (one: T) => number | null): T[] {
  if (all.length <= most) return [...all];
  const rank = (one: T) => countsOf(one) ?? 0.999;
  return all.toSorted((a, b) => rank(a) - rank(b)).slice(0, most);
}
