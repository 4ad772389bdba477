import type { Threshold, ThresholdId } from '../../connect/profile/thresholds.ts';
import type { Setting } from './settings.ts';

/** What settings have to agree with here. */
export interface TargetGround {
  environment: 'production' | 'staging' | 'sandbox';
  expectedHash: string;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
}

/** What a setting is to be, in its plainest form, and who says so; null when nobody does. */
export function targetOf(
  { expects }: Setting,
  { environment, expectedHash, thresholds }: TargetGround,
): { value: string; from: string } | null {
  switch (expects?.of) {
    case undefined:
      return null;
    case 'hash':
      return { value: expectedHash, from: 'constitutionalHash of the profile' };
    case 'threshold': {
      const threshold = thresholds.get(expects.id);
      return threshold === undefined
        ? null
        : { value: String(threshold.target), from: `target ${expects.id} of the profile` };
    }
    case 'guide':
      // A staging system may well be in migration, without a fallback.
      return environment === 'staging' ? null : { value: expects.value, from: 'the deployment guide' };
  }
}

/** In which direction a figure misses its target: `laxer`, `stricter`; empty where there is no direction. */
export function missWord({ expects }: Setting, value: string, target: string, ground: TargetGround): string {
  const threshold = expects?.of === 'threshold' ? ground.thresholds.get(expects.id) : undefined;
  if (threshold === undefined) return '';
  const isMore = Number(value) > Number(target);
  return isMore === (threshold.good === 'below') ? 'laxer' : 'stricter';
}
