import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPractice, type Practice, type Ran } from '../testing/practice.ts';
import { REDS, type Red } from '../testing/reds.ts';

let practice: Practice;

beforeAll(async () => {
  practice = await openPractice();
});

afterAll(() => practice?.close());

it('no entry that can be run is never red', () => {
  const { entries } = practice.center.runbooks.catalogue;
  const available = entries.filter((entry) => entry.available).map(({ id }) => id);
  const reds = new Set(Object.values(REDS).flatMap((rows) => rows.map(({ runbook }) => runbook)));
  expect([...reds].toSorted()).toEqual(available.toSorted());
});

/** What the step that found it did not keep from being begun. */
function begunAfter({ steps }: Ran, red: string): string[] {
  const ended = steps.find(({ id }) => id === red)?.endedAt ?? 0;
  return steps.filter((it) => it.id !== red && (it.begunAt ?? 0) > ended).map(({ id }) => id);
}

function expectRed({ step, says, also = [], goesOn }: Red, run: Ran): void {
  if (step === null) {
    expect([run.status, run.printed.join('\n')]).toEqual(['succeeded', expect.stringMatching(says)]);
    return;
  }
  const failed = run.steps.filter(({ status }) => status === 'failed');
  // Who looks at the pods of a service that is down only tells.
  const telling = failed.filter(({ action }) => action !== 'cluster.pods');
  expect([run.status, telling.map(({ id }) => id)]).toEqual(['failed', [step, ...also]]);
  expect(telling[0]?.words).toMatch(says);
  if (goesOn) return;
  expect(run.why).toContain(telling[0]?.words);
  expect(begunAfter(run, step)).toEqual([]);
}

describe.each(Object.entries(REDS))('%s', { timeout: 60_000 }, (fault, rows) => {
  beforeAll(() => practice.sandbox.setFault(fault, true));
  afterAll(() => practice.sandbox.restore());

  it.each(rows.map((row) => [row.runbook, row] as const))('%s', async (id, row) => {
    const run = await practice.run(id, row.parameters ?? {}, row.answers);
    expectRed(row, run);
    const changed = run.changes.map((it) =>
      it
        .replace(/\/scale$/, '')
        .split('/')
        .at(-1),
    );
    expect(changed.toSorted()).toEqual(row.changes ?? []);
  });
});

it('the legacy system is not verified while the MLOps features are on', async () => {
  const run = await practice.run('verify_legacy_system', {});
  expectRed(
    {
      runbook: 'verify_legacy_system',
      step: 'legacy',
      says: /^mlops_enabled of config map \S+ is true, not false$/,
    },
    run,
  );
});
