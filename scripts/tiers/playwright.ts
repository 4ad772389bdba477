import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runShown } from './child.ts';
import { brokenRun, countPlaywright } from './reports.ts';
import type { Outcome, TierRun } from './tier.ts';

/** Builds the page and runs projects of e2e/playwright.config.ts. */
export async function runPlaywright(projects: readonly string[], run: TierRun): Promise<Outcome> {
  const { args, folder, env } = run;
  const report = join(folder, `${projects.join('-')}.json`);
  const built = await runShown('electron-vite', ['build', '--logLevel', 'warn'], env);
  if (built !== 0) return brokenRun('The page could not be built: electron-vite build');
  const status = await runShown(
    'playwright',
    [
      ...['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'],
      ...projects.map((project) => `--project=${project}`),
      ...args,
    ],
    { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  );
  return countPlaywright(report, status);
}

/** The suite in Chromium, and in Electron where its runtime is. */
export async function runEndToEnd(run: TierRun): Promise<Outcome> {
  if (hasElectronRuntime()) return runPlaywright(['browser', 'electron'], run);
  const outcome = await runPlaywright(['browser'], run);
  outcome.notes.push('Electron project skipped: no Electron runtime.');
  return outcome;
}

/** The electron package keeps its runtime beside itself once it was downloaded; asking it would start the download. */
function hasElectronRuntime(): boolean {
  const folder = join(ROOT, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return false;
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  return existsSync(join(dist, readFileSync(pathFile, 'utf8').trim()));
}
