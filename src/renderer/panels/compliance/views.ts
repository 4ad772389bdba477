import type { CompliancePart } from '../../../contract/compliance.ts';

/** What of compliance is shown: the address names it where it is not the score. A part's view has the part's id. */
export const VIEWS = [
  { id: 'score', title: 'Score' },
  { id: 'hash', title: 'Hash' },
  { id: 'compliance', title: 'Services’ scores' },
  { id: 'audit', title: 'Audit trail' },
  { id: 'dgm', title: 'Safety patterns' },
  { id: 'governance', title: 'Governance' },
  { id: 'validations', title: 'Validations' },
] as const;
export type View = (typeof VIEWS)[number]['id'];

export function viewOf(item: string | null): View {
  return VIEWS.find(({ id }) => id === item)?.id ?? 'score';
}

export function partOfView(view: View, parts: readonly CompliancePart[]): CompliancePart | null {
  return parts.find(({ id }) => id === view) ?? null;
}
