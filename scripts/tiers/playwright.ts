import { join } from 'node:path';
import { runShown } from './child.ts';
import { countPlaywright } from './reports.ts';
import type { Outcome, TierRun } from './tier.ts';

/** Runs projects of e2e/playwright.config.ts, whose global setup builds the page. */
export async function runPlaywright(projects: readonly string[], run: TierRun): Promise<Outcome> {
  const report = join(run.folder, `${projects.join('-')}.json`);
  const selected = projects.map((project) => `--project=${project}`);
  const status = await runShown(
    'playwright',
    ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json', ...selected, ...run.args],
    { ...run.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  );
  return countPlaywright(report, status);
}

/** The suite in Chromium, and in Electron where its runtime is. */
export async function runEndToEnd(run: TierRun): Promise<Outcome> {
  // Loaded only here: it brings Playwright with it.
  const { electronPath } = await import('../../e2e/runtimes.ts');
  if (electronPath() !== undefined) return runPlaywright(['browser', 'electron'], run);
  const outcome = await runPlaywright(['browser'], run);
  outcome.notes.push('electron: skipped: no Electron runtime');
  return outcome;
}
