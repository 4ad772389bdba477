import { type Threshold, type ThresholdId, thresholdOf } from '../connect/profile/thresholds.ts';
import type { PartId } from './assessment.ts';

/** What a part is, before it is looked at. */
export interface PartInfo {
  id: PartId;
  title: string;
  weight: number;
  /** Where its target is kept; governance has none in the guides. */
  threshold: ThresholdId | null;
}

export const PARTS: readonly PartInfo[] = [
  { id: 'hash', title: 'Hash integrity', weight: 0.25, threshold: 'hash-integrity' },
  { id: 'compliance', title: 'Compliance scoring', weight: 0.25, threshold: 'compliance' },
  { id: 'audit', title: 'Audit trail coverage', weight: 0.2, threshold: 'audit-coverage' },
  { id: 'dgm', title: 'DGM safety patterns', weight: 0.2, threshold: 'dgm-safety' },
  { id: 'governance', title: 'Governance', weight: 0.1, threshold: null },
];

export function infoOf(id: PartId): PartInfo {
  const info = PARTS.find((it) => it.id === id);
  if (info === undefined) throw new Error(`There is no part ${id}`);
  return info;
}

const GOVERNANCE_TARGET = { target: 0.9, good: 'at-least' } as const;

export type PartTarget = Pick<Threshold, 'target'> & { good: 'at-least' | 'above' };

export function targetOf(
  { threshold }: PartInfo,
  thresholds: ReadonlyMap<ThresholdId, Threshold>,
): PartTarget {
  if (threshold === null) return GOVERNANCE_TARGET;
  const { target, good } = thresholdOf(thresholds, threshold);
  return { target, good: good === 'at-least' ? 'at-least' : 'above' };
}
