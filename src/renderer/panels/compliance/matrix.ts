import type { ComplianceEvidence, ComplianceItem } from '../../../contract/compliance.ts';
import type { Level } from '../../../contract/health.ts';

/** How places of one kind are named by the core, in the order in which they are shown: the first that fits. */
const KINDS: readonly { title: string; named: RegExp }[] = [
  { title: 'HTTP header', named: /^http(-header)?$/ },
  { title: 'HTTP body', named: /^http-body/ },
  { title: 'Validation', named: /^constitutional-validation/ },
  { title: 'Environment', named: / of (init )?container / },
  { title: 'Annotation', named: /, annotation / },
  { title: 'Label', named: /, label / },
  { title: 'Pods', named: /^pods / },
  { title: 'Config map', named: /^config map / },
  { title: 'Artifact', named: /^(artifact|object)/ },
  { title: 'Database', named: /^table / },
  { title: 'Document', named: /^document / },
];
const ELSEWHERE = 'Elsewhere';

export function columnOf(source: string): string {
  return KINDS.find(({ named }) => named.test(source))?.title ?? ELSEWHERE;
}

/** The kinds of places in which anything was seen of these components. */
export function columnsOf(items: readonly ComplianceItem[]): string[] {
  const seen = new Set(items.flatMap(({ evidence }) => evidence.map(({ source }) => columnOf(source))));
  return [...KINDS.map(({ title }) => title), ELSEWHERE].filter((title) => seen.has(title));
}

export type HashState = 'match' | 'mismatch' | 'conflict' | 'unverified';

export const HASH_LEVELS: Record<HashState, Level> = {
  match: 'good',
  mismatch: 'critical',
  conflict: 'critical',
  unverified: 'unknown',
};

export function stateOfEvidence({ value }: Pick<ComplianceEvidence, 'value'>): HashState {
  if (value === null) return 'unverified';
  return value >= 1 ? 'match' : 'mismatch';
}

/** Places of one component that say different things are a conflict, whatever each of them says. */
export function stateOfComponent({ counts, evidence }: ComplianceItem): HashState {
  const said = new Set(evidence.flatMap(({ observed, value }) => (value === null ? [] : [observed])));
  if (counts === null) return 'unverified';
  if (counts >= 1) return 'match';
  return said.size > 1 ? 'conflict' : 'mismatch';
}

/** Several places of one kind as one cell: the worst of them. */
export function worstOfPlaces(places: readonly ComplianceEvidence[]): ComplianceEvidence | undefined {
  const rank = ({ value }: ComplianceEvidence) => value ?? 0.999;
  return places.toSorted((a, b) => rank(a) - rank(b))[0];
}

const ORDER: Record<HashState, number> = { conflict: 0, mismatch: 0, unverified: 1, match: 2 };

/** Those of the words that were typed, the worst first. */
export function rowsOf(items: readonly ComplianceItem[], typed: string): ComplianceItem[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const isMeant = (item: ComplianceItem) => {
    const text = [
      item.title,
      item.id,
      stateOfComponent(item),
      ...item.evidence.map(({ source, observed }) => `${source} ${observed}`),
    ].join(' ');
    return words.every((word) => text.toLowerCase().includes(word));
  };
  return items.filter(isMeant).toSorted((a, b) => ORDER[stateOfComponent(a)] - ORDER[stateOfComponent(b)]);
}
