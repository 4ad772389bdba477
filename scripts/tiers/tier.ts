import type { PartName } from '../provision/parts.ts';

export const TIER_NAMES = ['check', 'unit', 'services', 'cluster', 'e2e', 'screenshots'] as const;
export type TierName = (typeof TIER_NAMES)[number];

/** What came of the tests of one tier. */
export interface Outcome {
  passed: number;
  failed: number;
  /** One line each, such as what was left out and why. */
  notes: string[];
}

export interface TierRun {
  /** Passed on to the tier's test program. */
  args: readonly string[];
  /** A folder for reports that is removed after the run. */
  folder: string;
  /** The environment of every child process. */
  env: Readonly<Record<string, string>>;
}

export interface Tier {
  name: TierName;
  /** What must be on this machine for it. */
  needs: readonly PartName[];
  run(run: TierRun): Promise<Outcome>;
}
