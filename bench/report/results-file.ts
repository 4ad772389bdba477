import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ROOT } from '../programs/acgs.ts';
import type { Outcome } from '../runner.ts';
import type { Machine } from './machine.ts';

/** Writes everything that was measured, every sample of it. @returns the file's path, from the checkout */
export async function writeResults(results: {
  startedAt: Date;
  machine: Machine;
  load: { before: number; after: number };
  outcomes: readonly Outcome[];
}): Promise<string> {
  const { startedAt, machine, load, outcomes } = results;
  const folder = join(ROOT, 'bench', 'results');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${startedAt.toISOString().replaceAll(':', '-')}.json`);
  const document = {
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    machine,
    load,
    figures: outcomes.flatMap((outcome) => (outcome.kind === 'measured' ? outcome.figures : [])),
    skipped: outcomes.flatMap((outcome) =>
      outcome.kind === 'skipped' ? [{ benchmark: outcome.benchmark, reason: outcome.reason }] : [],
    ),
    broken: outcomes.flatMap((outcome) =>
      outcome.kind === 'broken' ? [{ benchmark: outcome.benchmark, error: String(outcome.error) }] : [],
    ),
  };
  await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
  return relative(ROOT, file);
}
