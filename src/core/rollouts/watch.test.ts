import { afterEach, describe, expect, it } from 'vitest';
import { resolveThresholds } from '../connect/profile/thresholds.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import type { ActionContext, Ending } from '../operate/processes/action.ts';
import { openStore } from '../store/index.ts';
import type { NewEntry } from '../store/journal/entry.ts';
import type { StoredWord } from '../store/rollouts/index.ts';
import { askPerson } from './ask-person.ts';
import type { Measured, Reading } from './check.ts';
import { defaultChecks } from './default-checks.ts';
import { watchAction } from './watch.ts';

const HOUR_MS = 3_600_000;
const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const CHECKS = defaultChecks(resolveThresholds({}));
const STEP = 'watch-10';
const RUN = 'a rollout';

const stores: { close(): void }[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

/** Somebody who watches, and whatever he sees. */
function watcher(monitorMs: number) {
  const clock: ManualClock = manualClock();
  const store = openStore(':memory:', MINUTE_MS);
  stores.push(store);
  const records = store.rollouts;
  const journal: NewEntry[] = [];
  const looks: { at: number; of: string[] }[] = [];
  let given: (of: Measured, at: number) => Reading = well;
  const action = watchAction({
    records,
    read: async (of) => {
      looks.push({ at: clock.now(), of: of.map(({ what }) => what) });
      return of.map((it) => given(it, clock.now()));
    },
    ask: askPerson({
      records,
      journal: { append: (entry) => journal.push(entry) },
      actor: () => 'olga',
      onChange: () => undefined,
    }),
    onChange: () => undefined,
  });
  const begunAt = clock.now();
  const input = { percentage: 10, monitorMs, checks: CHECKS.map((check) => ({ ...check })) };
  const lines: string[] = [];
  return {
    clock,
    looks,
    lines,
    journal,
    begunAt,
    sees(next: (of: Measured, at: number) => Reading) {
      given = next;
    },
    totals: () => Object.fromEntries(records.counts(RUN, STEP)),
    taken: () => records.measurements(RUN, STEP),
    say: (kind: StoredWord['kind']) =>
      records.say(RUN, { step: STEP, at: clock.now(), kind, by: 'petra', words: 'because' }),
    words: () => records.words(RUN).map(({ kind }) => kind),
    /** Begins, or goes on with what was begun. */
    watch() {
      const ended: { with: Ending | null; error: unknown } = { with: null, error: null };
      const leaving = new AbortController();
      const context: ActionContext = {
        ...{ runId: RUN, stepId: STEP, definitionHash: '', attempt: 1, begunAt, clock },
        signal: leaving.signal,
        progress: (line) => lines.push(line),
        consent: { readOnly: false, yes: true },
      };
      action.run(input, context).then(
        (it) => {
          ended.with = it;
        },
        (error: unknown) => {
          ended.error = error;
        },
      );
      return { ended, leave: () => leaving.abort(new Error('closed')) };
    },
  };
}

const WELL: Readonly<Record<string, number>> = {
  ...{ hash: 0, compliance: 0.99, 'response-time': 400, 'error-rate': 0.001, availability: 1 },
};

const idOf = (of: Measured) => CHECKS.find(({ measures }) => measures === of)?.id ?? '';

function well(of: Measured, at: number): Reading {
  return { value: WELL[idOf(of)] ?? null, observedAt: at };
}

/** As well, but for one check. */
function butFor(check: string, value: number | null) {
  return (of: Measured, at: number): Reading =>
    idOf(of) === check ? { value, observedAt: at } : well(of, at);
}

describe('a stage that is watched', () => {
  it.each([4, 8])('for %i h is looked at when it is due, and never besides', async (hours) => {
    const { clock, looks, totals, taken, watch, begunAt } = watcher(hours * HOUR_MS);
    const { ended } = watch();
    await clock.advance(hours * HOUR_MS - 1);
    expect(ended.with).toBeNull();
    await clock.advance(2 * SECOND_MS);

    expect(ended.with).toMatchObject({ end: 'done', output: { full: false } });
    const seconds = hours * 3600;
    const due = CHECKS.map(({ id, everyMs }) => [id, (seconds * SECOND_MS) / everyMs]);
    expect(totals()).toEqual(Object.fromEntries(due));
    expect(looks.length).toBe(seconds / 15);
    for (const { at, dueAt } of taken()) expect([dueAt, (dueAt - begunAt) % 15_000]).toEqual([at, 0]);
  });

  it('turns back with the look that makes its trigger, no earlier and no later', async () => {
    const { clock, watch, sees, begunAt } = watcher(4 * HOUR_MS);
    const { ended } = watch();
    await clock.advance(HOUR_MS + 10 * SECOND_MS);
    sees(butFor('compliance', 0.9));
    await clock.advance(170 * SECOND_MS - 1);
    expect(ended.with).toBeNull();
    await clock.advance(1);
    expect(ended.with).toMatchObject({ end: 'failed', final: true });
    expect(clock.now() - begunAt).toBe(HOUR_MS + 180 * SECOND_MS);
  });

  it('asks once what it cannot tell, goes on measuring, and turns back on a breach meanwhile', async () => {
    const { clock, watch, sees, words, journal, totals } = watcher(4 * HOUR_MS);
    const { ended } = watch();
    await clock.advance(10 * MINUTE_MS);
    sees(butFor('error-rate', null));
    await clock.advance(20 * MINUTE_MS);
    expect(ended.with).toBeNull();
    expect(words()).toEqual(['asked']);
    expect(journal.map(({ kind }) => kind)).toEqual(['rollout.inconclusive']);
    expect(totals()['error-rate']).toBe(30);
    sees(butFor('response-time', 2600));
    await clock.advance(2 * MINUTE_MS);
    expect(ended.with).toMatchObject({ end: 'failed', words: expect.stringContaining('Response time') });
  });

  it('begins anew by a person’s word, and goes by what came since', async () => {
    const { clock, watch, sees, say, words } = watcher(HOUR_MS);
    const { ended } = watch();
    sees(butFor('error-rate', null));
    await clock.advance(10 * MINUTE_MS);
    expect(words()).toEqual(['asked']);
    sees(well);
    say('watch-on');
    await clock.advance(HOUR_MS - MINUTE_MS);
    expect(ended.with).toBeNull();
    await clock.advance(2 * MINUTE_MS);
    expect(ended.with).toMatchObject({ end: 'done' });
    expect(words()).toEqual(['asked', 'watch-on']);
  });

  it('does not end while it is paused, and hears the next word within two seconds', async () => {
    const { clock, watch, say } = watcher(10 * MINUTE_MS);
    const { ended } = watch();
    say('paused');
    await clock.advance(HOUR_MS);
    expect(ended.with).toBeNull();
    say('resumed');
    await clock.advance(2 * SECOND_MS);
    expect(ended.with).toMatchObject({ end: 'done' });
  });

  it.each([
    ['promoted', false],
    ['promoted-full', true],
  ] as const)('ends when it is %s', async (kind, full) => {
    const { clock, watch, say } = watcher(HOUR_MS);
    const { ended } = watch();
    await clock.advance(5 * MINUTE_MS);
    say(kind);
    await clock.advance(2 * SECOND_MS);
    expect(ended.with).toMatchObject({ end: 'done', output: { full } });
  });

  it('goes on from the record after a restart, and measures nothing twice for one time', async () => {
    const { clock, watch, totals, taken } = watcher(HOUR_MS);
    const first = watch();
    await clock.advance(20 * MINUTE_MS);
    first.leave();
    await clock.advance(20 * SECOND_MS);
    expect(first.ended.error).toMatchObject({ message: 'closed' });
    const second = watch();
    await clock.advance(41 * MINUTE_MS);
    expect(second.ended.with).toMatchObject({ end: 'done' });
    expect(totals()).toMatchObject({ compliance: 60, 'error-rate': 60 });
    const times = taken().map(({ check, dueAt }) => `${check} ${dueAt}`);
    expect(new Set(times).size).toBe(times.length);
  });

  it('puts to a person what nobody watched while it was closed', async () => {
    const { clock, watch, words, lines } = watcher(4 * HOUR_MS);
    const first = watch();
    await clock.advance(20 * MINUTE_MS);
    first.leave();
    await clock.advance(30 * MINUTE_MS);
    const { ended } = watch();
    await clock.advance(3 * SECOND_MS);
    expect(ended.with).toBeNull();
    expect(words()).toEqual(['asked']);
    expect(lines.at(-1)).toContain('was not measured for more than');
  });

  it('is watched on after its window while a failure at its end is undecided', async () => {
    const { clock, watch, sees, words } = watcher(HOUR_MS);
    const { ended } = watch();
    await clock.advance(HOUR_MS - 30 * SECOND_MS);
    sees(butFor('error-rate', 0.2));
    await clock.advance(MINUTE_MS);
    expect(ended.with).toBeNull();
    await clock.advance(MINUTE_MS);
    expect(ended.with).toBeNull();
    await clock.advance(MINUTE_MS);
    expect(ended.with).toMatchObject({ end: 'failed' });
    expect(words()).toEqual([]);
  });
});
