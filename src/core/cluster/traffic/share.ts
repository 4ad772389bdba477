import { z } from 'zod';
import { recordAt } from '../../connect/kubernetes/fields.ts';

/** Of `rollout.set`, whatever the driver. */
export const shareParameters = z.strictObject({ percentage: z.int().min(0).max(100) });
export type SetShareParameters = z.infer<typeof shareParameters>;

/** What the MLOps features go by, as the config map has it. */
export interface Features {
  enabled: boolean | null;
  /** 0 to 100. */
  percentage: number | null;
  /** As written. */
  hash: string | null;
  /** Percent of the traffic that uses them, 0 while they are off. Null: what is written does not tell. */
  share: number | null;
}

/** Keys of `data`. */
export const KEYS = {
  enabled: 'mlops_enabled',
  percentage: 'traffic_percentage',
  hash: 'constitutional_hash',
} as const;

/** Anything but `true` and `false`, or whole percent from 0 to 100, tells nothing. */
export function featuresIn(configMap: unknown): Features {
  const data = recordAt(configMap, 'data');
  const text = (key: string) => (typeof data[key] === 'string' ? data[key].trim() : null);
  const [written, figure] = [text(KEYS.enabled), text(KEYS.percentage)];
  const enabled = written === 'true' ? true : written === 'false' ? false : null;
  const percentage = figure !== null && /^(100|[1-9]?\d)$/.test(figure) ? Number(figure) : null;
  return {
    enabled,
    percentage,
    hash: text(KEYS.hash),
    share: enabled === false ? 0 : enabled === true ? percentage : null,
  };
}

export function shareWords(percentage: number): string {
  return percentage === 0
    ? 'MLOps features off, 0 % of traffic'
    : `MLOps features for ${percentage} % of traffic`;
}
