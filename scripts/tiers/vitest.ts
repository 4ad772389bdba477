import { join } from 'node:path';
import { runShown } from './child.ts';
import { countVitest } from './reports.ts';
import type { Outcome, TierRun } from './tier.ts';

/** Runs one project of vitest.config.ts. */
export async function runVitest(project: string, { args, folder, env }: TierRun): Promise<Outcome> {
  const report = join(folder, `${project}.json`);
  const status = await runShown(
    'vitest',
    [
      ...['run', '--project', project, '--reporter=default'],
      ...['--reporter=json', `--outputFile.json=${report}`, ...args],
    ],
    env,
  );
  return countVitest(report, status);
}
