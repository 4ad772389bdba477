import { runShown } from './child.ts';
import type { Outcome, TierRun } from './tier.ts';

const CHECKS: readonly { name: string; command: readonly [string, ...string[]] }[] = [
  { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'unused code', command: ['knip'] },
  { name: 'layers', command: ['node', 'scripts/check-layers.ts'] },
  { name: 'house rules', command: ['node', 'scripts/check-house.ts'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'schemas up to date', command: ['node', 'scripts/write-schemas.ts', '--check'] },
];

/** What can be said about the source without running it; every check counts as one test. */
export async function runChecks({ env }: TierRun): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failed: 0, notes: [] };
  for (const { name, command } of CHECKS) {
    const [program, ...args] = command;
    if ((await runShown(program, args, env)) === 0) {
      outcome.passed += 1;
    } else {
      outcome.failed += 1;
      outcome.notes.push(`${name} failed: ${command.join(' ')}`);
    }
  }
  return outcome;
}
