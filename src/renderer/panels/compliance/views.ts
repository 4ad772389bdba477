import type { CompliancePart } from '../../../contract/compliance.ts';

/** What of compliance is shown: the address names it where it is not the score. A part's view has the part's id. */
export const VIEWS = [
  { id: 'score', title: 'Score' },
  { id: 'hash', title: 'Hash' },
  { id: 'compliance', title: 'Services’ scores' },
  { id: 'audit', title: 'Audit trail' },
  { id: 'dgm', title: 'Safety patterns' },
  { id: 'governance', title: 'Governance' },
  { id: 'violations', title: 'Violations' },
  { id: 'log', title: 'Log' },
  { id: 'validations', title: 'Validations' },
] as const;
export type View = (typeof VIEWS)[number]['id'];

/** The address names the view, and behind a point what is open in it: `violations.3fa2`, `hash.governance`. */
export function viewOf(item: string | null): View {
  const [named] = (item ?? '').split('.');
  return VIEWS.find(({ id }) => id === named)?.id ?? 'score';
}

export function openedOf(item: string | null): string | null {
  const point = item?.indexOf('.') ?? -1;
  return item === null || point < 0 ? null : item.slice(point + 1);
}

/** Where the evidence of a component is; what an address cannot hold leads to its part. */
export function evidenceItem(part: CompliancePart['id'], component: string): string {
  return /^[\w.-]+$/.test(component) ? `${part}.${component}` : part;
}

export function partOfView(view: View, parts: readonly CompliancePart[]): CompliancePart | null {
  return parts.find(({ id }) => id === view) ?? null;
}
