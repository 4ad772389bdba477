import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Outcome } from './tier.ts';

const VitestReport = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
});

/**
 * Counts vitest's JSON report. A file that fails outside its tests counts as one failed test. A run that fails
 * without a failed test, or leaves no report, counts as one failed test too: it must not look green.
 */
export async function countVitest(path: string, exitStatus: number): Promise<Outcome> {
  const parsed = VitestReport.safeParse(await readJson(path));
  if (!parsed.success) return brokenRun('vitest left no report.');
  let passed = 0;
  let failed = 0;
  for (const { status, assertionResults } of parsed.data.testResults) {
    const failures = assertionResults.filter((test) => test.status === 'failed').length;
    passed += assertionResults.filter((test) => test.status === 'passed').length;
    failed += status === 'failed' ? Math.max(failures, 1) : failures;
  }
  return believable({ passed, failed, notes: [] }, exitStatus);
}

/** Counts Playwright's JSON report. A test that passed only on a retry passed, and is named as such. */
export async function countPlaywright(path: string, exitStatus: number): Promise<Outcome> {
  const parsed = PlaywrightReport.safeParse(await readJson(path));
  if (!parsed.success) return brokenRun('Playwright left no report.');
  const { stats, errors } = parsed.data;
  const notes = stats.flaky > 0 ? [`${stats.flaky} passed only on a second try.`] : [];
  return believable(
    { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, notes },
    exitStatus,
  );
}

/** A tier that could not even run its tests. */
export function brokenRun(note: string): Outcome {
  return { passed: 0, failed: 1, notes: [note] };
}

function believable(outcome: Outcome, exitStatus: number): Outcome {
  if (outcome.failed > 0) return outcome;
  if (exitStatus !== 0) {
    const note = `The test program ended with ${exitStatus} without a failed test; see its output above.`;
    return { ...outcome, failed: 1, notes: [...outcome.notes, note] };
  }
  return outcome.passed > 0 ? outcome : { ...outcome, failed: 1, notes: ['No test ran.'] };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
