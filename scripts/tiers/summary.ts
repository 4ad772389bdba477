import type { Outcome, TierName } from './tier.ts';

export interface TierResult extends Outcome {
  tier: TierName;
  seconds: number;
}

/** A table with one row for each tier, its notes, and the closing line `N passed, N failed`. */
export function summary(results: readonly TierResult[]): string {
  const rows = results.map(({ tier, passed, failed, seconds, notes }) => {
    const columns = [tier.padEnd(12), cell(passed), cell(failed), `${seconds.toFixed(1)} s`.padStart(10)];
    return [columns.join(''), ...notes.map((note) => `  ${note}`)].join('\n');
  });
  const heading = ['tier'.padEnd(12), 'passed'.padStart(9), 'failed'.padStart(9), 'time'.padStart(10)].join(
    '',
  );
  const passed = sum(results.map((result) => result.passed));
  const failed = sum(results.map((result) => result.failed));
  return ['', heading, ...rows, '', `${passed} passed, ${failed} failed`, ''].join('\n');
}

function cell(count: number): string {
  return String(count).padStart(9);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
