import type { Level, Verdict } from '../../contract/health.ts';

const ORDER: readonly Level[] = ['critical', 'warning', 'unknown', 'good'];

/** The worst of the levels; where there is none, what the verdict says. A verdict that is not pass is never good. */
export function worstLevel(levels: readonly Level[], verdict: Verdict): Level {
  const floor: Level = verdict === 'pass' ? 'good' : verdict === 'fail' ? 'warning' : 'unknown';
  return ORDER.find((level) => level === floor || levels.includes(level)) ?? floor;
}
