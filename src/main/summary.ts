import type { Level, Verdict } from '../contract/health.ts';

/** How it stands, as short as tray and notifications need it. `text` is one sentence. */
export interface HealthSummary {
  verdict: Verdict;
  text: string;
  level: Level;
}
