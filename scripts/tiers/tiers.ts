import { runChecks } from './check.ts';
import { runEndToEnd, runPlaywright } from './playwright.ts';
import type { Tier, TierName } from './tier.ts';
import { runVitest } from './vitest.ts';

const ALL: readonly Tier[] = [
  { name: 'check', needs: [], run: runChecks },
  { name: 'unit', needs: [], run: (run) => runVitest('unit', run) },
  {
    name: 'services',
    needs: ['postgres', 'redis', 'influx', 'prometheus', 'promtool', 'alertmanager', 'objects'],
    run: (run) => runVitest('services', run),
  },
  {
    name: 'cluster',
    needs: ['control-plane', 'kubectl', 'postgres'],
    run: (run) => runVitest('cluster', run),
  },
  { name: 'e2e', needs: ['chromium', 'postgres'], run: runEndToEnd },
  { name: 'screenshots', needs: ['chromium', 'postgres'], run: (run) => runPlaywright(['screenshots'], run) },
];

/** The tiers of a full run: screenshots are made only when asked for. */
export const DEFAULT_TIERS: readonly TierName[] = ['check', 'unit', 'services', 'cluster', 'e2e'];

/** The named tiers, the quick ones first. */
export function tiersNamed(names: readonly TierName[]): Tier[] {
  return ALL.filter((tier) => names.includes(tier.name));
}
