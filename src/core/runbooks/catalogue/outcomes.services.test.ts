import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OUTCOMES, type Outcome } from '../testing/outcomes.ts';
import { openPractice, type Practice } from '../testing/practice.ts';

let practice: Practice;

beforeAll(async () => {
  practice = await openPractice();
});

afterAll(() => practice?.close());

it('no entry that can be run is left out', () => {
  const { entries } = practice.center.runbooks.catalogue;
  const available = entries.filter((entry) => entry.available).map(({ id }) => id);
  expect([...new Set(OUTCOMES.map(({ runbook }) => runbook))].toSorted()).toEqual(available.toSorted());
});

/** The name of what was changed: `PATCH /apis/…/deployments/gs-service/scale` is of `gs-service`. */
function changedObject(change: string): string {
  return (
    change
      .replace(/\/scale$/, '')
      .split('/')
      .at(-1) ?? ''
  );
}

function skippedIn({ skipped = [] }: Outcome, step: string): boolean {
  return skipped.some((it) => step === it || (it.endsWith('/') && step.startsWith(it)));
}

describe('all is well', { timeout: 60_000 }, () => {
  it.each(OUTCOMES.map((outcome) => [outcome.runbook, outcome] as const))(
    '%s runs green',
    async (id, outcome) => {
      for (const [runbook, parameters] of outcome.first ?? []) {
        const { status, why } = await practice.run(runbook, parameters);
        expect([runbook, status, why]).toEqual([runbook, 'succeeded', 'Every step was done or skipped']);
      }
      const { status, why, steps, printed, changes } = await practice.run(id, outcome.parameters ?? {});
      const told = steps.map((step) => [step.id, step.status, step.status === 'failed' ? step.words : null]);
      const wanted = steps.map((step) => [
        step.id,
        skippedIn(outcome, step.id) ? 'skipped' : 'succeeded',
        null,
      ]);
      expect([status, why, told]).toEqual(['succeeded', 'Every step was done or skipped', wanted]);
      expect(changes.map(changedObject).toSorted()).toEqual(outcome.changes ?? []);
      const lines = outcome.prints ?? [];
      const shown = lines.at(-1) === '…' ? printed.slice(0, lines.length - 1) : printed;
      expect(shown).toEqual(
        lines
          .filter((line) => line !== '…')
          .map((line) => (line instanceof RegExp ? expect.stringMatching(line) : line)),
      );
    },
  );
});
