import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { continueInOwnNode } from './own-node.ts';
import { parts } from './provision/parts.ts';
import { describe, provision } from './provision.ts';
import { parseArguments } from './tiers/arguments.ts';
import { brokenRun } from './tiers/reports.ts';
import { summary, type TierResult } from './tiers/summary.ts';
import type { Outcome, Tier, TierRun } from './tiers/tier.ts';
import { DEFAULT_TIERS, tiersNamed } from './tiers/tiers.ts';

/**
 * Runs the tests: `node scripts/test.ts [tier…] [arguments of the one tier]`. What a tier needs is provided first. A
 * tier that cannot run is named with what to do about it; with CI=true it counts as failed.
 */
continueInOwnNode();

const chosen = parseArguments(process.argv.slice(2));
if ('mistake' in chosen) {
  process.stderr.write(`${chosen.mistake}\n`);
  process.exit(2);
}

// Everything a test leaves behind is in one folder that goes away; PostgreSQL's own user must get through it.
const folder = await mkdtemp(join(tmpdir(), 'acgs-test-'));
await chmod(folder, 0o755);
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (stopped = true));

const results: TierResult[] = [];
try {
  for (const tier of tiersNamed(chosen.tiers.length > 0 ? chosen.tiers : DEFAULT_TIERS)) {
    if (stopped) break;
    const start = performance.now();
    const outcome = await runTier(tier, { args: chosen.args, folder, env: { TMPDIR: folder } });
    results.push({ tier: tier.name, seconds: (performance.now() - start) / 1000, ...outcome });
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.stdout.write(summary(results));
process.exitCode = stopped || results.some(({ failed }) => failed > 0) ? 1 : 0;

async function runTier(tier: Tier, run: TierRun): Promise<Outcome> {
  process.stdout.write(`\n== ${tier.name}\n`);
  const missing = (await provision(tier.needs)).filter((part) => !part.available);
  if (missing.length > 0) {
    const notes = missing.map((part) => `skipped: ${describe(part)}`);
    return { passed: 0, failed: process.env.CI === 'true' ? 1 : 0, notes };
  }
  const chromium = tier.needs.includes('chromium') ? parts.chromium.locate() : undefined;
  const env = chromium === undefined ? run.env : { ...run.env, CHROMIUM_PATH: chromium };
  return tier.run({ ...run, env }).catch((error: unknown) => brokenRun(`It could not run: ${error}`));
}
