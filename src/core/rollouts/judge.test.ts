import { describe, expect, it } from 'vitest';
import { resolveThresholds } from '../connect/profile/thresholds.ts';
import { seeded } from '../store/journal/testing/seeded.ts';
import type { StageCheck, Taken } from './check.ts';
import { defaultChecks } from './default-checks.ts';
import { judgeStage } from './judge.ts';

const DEFAULTS = defaultChecks(resolveThresholds({}));
const FROM = 10_000;
const HOUR = 3_600_000;

function checkOf(id: string, rest: Partial<StageCheck> = {}): StageCheck {
  const found = DEFAULTS.find((check) => check.id === id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return { ...found, ...rest };
}

type Mark = 'pass' | 'fail' | 'inconclusive' | 'error';

const at = (check: StageCheck, afterMs: number, mark: Mark): Taken => ({
  check: check.id,
  at: FROM + afterMs,
  value: null,
  outcome: mark === 'error' ? 'inconclusive' : mark,
  isError: mark === 'error',
  words: mark,
});

/** One measurement each time it is due, `.` pass, `F` fail, `?` inconclusive, `E` error, a space for none. */
function course(check: StageCheck, marks: string): Taken[] {
  const named = { '.': 'pass', F: 'fail', '?': 'inconclusive', E: 'error' } as const;
  return [...marks].flatMap((mark, index) =>
    mark === '.' || mark === 'F' || mark === '?' || mark === 'E'
      ? [at(check, index * check.everyMs, named[mark])]
      : [],
  );
}

/** After the last of them, in a window that ends there or an hour later. */
function judged(check: StageCheck, marks: string, ends: 'now' | 'later') {
  const spentMs = (marks.length - 1) * check.everyMs;
  const stage = { checks: [check], monitorMs: ends === 'now' ? spentMs : spentMs + HOUR };
  return judgeStage(stage, course(check, marks), { from: FROM, now: FROM + spentMs });
}

describe('a stage', () => {
  it.each([
    ['compliance', '..FF', 'watching'],
    ['compliance', '..FFF', 'fail'],
    ['compliance', '.F.F.F', 'watching'],
    ['compliance', '.FF.F', 'fail'],
    ['compliance', 'FF..F', 'watching'],
    ['response-time', '.F', 'watching'],
    ['response-time', '.F.F', 'fail'],
    ['response-time', '.F..F', 'watching'],
    ['error-rate', '...F?FF', 'fail'],
    ['availability', '.F', 'watching'],
    ['availability', '.FF', 'fail'],
    ['hash', '.....F', 'fail'],
    ['error-rate', '..??', 'watching'],
    ['error-rate', '.?.?.?', 'inconclusive'],
    ['error-rate', '.EE', 'watching'],
    ['error-rate', '.EEE', 'inconclusive'],
    ['error-rate', '...   .', 'inconclusive'],
    ['error-rate', '...  .', 'watching'],
    ['error-rate', '', 'watching'],
  ])('whose %s went %s while it is watched is %s', (id, marks, state) => {
    expect(judged(checkOf(id), marks, 'later').state).toBe(state);
  });

  it.each([
    ['.....', 'pass'],
    ['..?..', 'pass'],
    ['.F..', 'pass'],
    ['....F', 'watching'],
    ['...FF', 'watching'],
    ['....?', 'inconclusive'],
    ['     ', 'inconclusive'],
    ['?????', 'inconclusive'],
    ['.    ', 'inconclusive'],
    ['...FFF', 'fail'],
  ])('whose error rate went %s when its window is over is %s', (marks, state) => {
    expect(judged(checkOf('error-rate'), marks, 'now').state).toBe(state);
  });

  it.each([
    ['....F', 'F', 'watching'],
    ['....F', 'FF', 'fail'],
    ['....F', '.', 'pass'],
    ['....F', '?', 'inconclusive'],
    ['....F', '   ', 'watching'],
    ['....F', '    ', 'inconclusive'],
  ])('whose error rate went %s in its window and %s after it is %s', (within, after, state) => {
    const check = checkOf('error-rate');
    const taken = course(check, within + after);
    const lastMs = (within.length + after.length - 1) * check.everyMs;
    const monitorMs = (within.length - 1) * check.everyMs;
    expect(judgeStage({ checks: [check], monitorMs }, taken, { from: FROM, now: FROM + lastMs }).state).toBe(
      state,
    );
  });

  it('is rolled back by the breach, not kept from it by what cannot be told', () => {
    const [hash, errors] = [checkOf('hash'), checkOf('error-rate')];
    const taken = [...course(errors, 'EEE'), ...course(hash, '........F')];
    const stage = { checks: [errors, hash], monitorMs: HOUR };
    expect(judgeStage(stage, taken, { from: FROM, now: FROM + 120_000 })).toEqual({
      ...{ state: 'fail', check: 'hash', words: 'fail' },
    });
  });

  it('says what decided', () => {
    expect(judged(checkOf('compliance'), 'FFF', 'later').words).toBe(
      'Constitutional compliance failed 3 times within 180 s; fail',
    );
    expect(judged(checkOf('error-rate'), '.EEE', 'later').words).toBe('3 times in a row: error');
    expect(judged(checkOf('error-rate'), '.    ', 'now').words).toBe(
      'Error rate was not measured for more than 180 s',
    );
  });

  it('begun to be watched anew goes by what came since', () => {
    const check = checkOf('error-rate');
    const taken = course(check, 'EEE...');
    const stage = { checks: [check], monitorMs: HOUR };
    const now = FROM + 5 * check.everyMs;
    expect(judgeStage(stage, taken, { from: FROM, now }).state).toBe('inconclusive');
    expect(judgeStage(stage, taken, { from: FROM + 3 * check.everyMs, now }).state).toBe('watching');
  });

  it('that is not to be watched passes, and one that nothing can tell of does not', () => {
    const now = { from: FROM, now: FROM };
    expect(judgeStage({ checks: DEFAULTS, monitorMs: 0 }, [], now).state).toBe('pass');
    expect(judgeStage({ checks: [], monitorMs: 1000 }, [], now).state).toBe('inconclusive');
  });
});

/** Courses of one to three checks, of every kind of measurement, at uneven times, some with holes. */
function anyCourse(seed: number) {
  const below = seeded(seed);
  const kinds: readonly Mark[] = ['pass', 'pass', 'pass', 'pass', 'pass', 'fail', 'inconclusive', 'error'];
  const checks = DEFAULTS.slice(below(3), 3 + below(3)).map((check) => ({
    ...check,
    failures: { count: 1 + below(4), withinMs: below(5) * 60_000 },
    inconclusive: 1 + below(6),
    errorsInARow: 1 + below(4),
  }));
  const lengthMs = (1 + below(20)) * 60_000;
  // Half of them all well: else hardly one would pass.
  const worst = below(2) === 0 ? 5 : kinds.length;
  const taken = checks.flatMap((check) => {
    const own: Taken[] = [];
    for (let ms = below(check.everyMs); ms <= lengthMs; ms += check.everyMs + below(5000)) {
      if (below(40) === 0) ms += below(5) * check.everyMs;
      if (ms <= lengthMs) own.push(at(check, ms, kinds[below(worst)] ?? 'pass'));
    }
    return own;
  });
  return { stage: { checks, monitorMs: lengthMs }, taken, end: FROM + lengthMs, below };
}

/** By the wording of the trigger: some `count` failed measurements lie within `withinMs`. */
function isBreached({ failures, id }: StageCheck, taken: readonly Taken[]): boolean {
  const failed = taken.filter((it) => it.check === id && it.outcome === 'fail');
  return failed.some(
    ({ at: end }) =>
      failed.filter((it) => it.at <= end && it.at >= end - failures.withinMs).length >= failures.count,
  );
}

describe('of any course', () => {
  const courses = Array.from({ length: 2000 }, (_, seed) => anyCourse(seed));
  const ended = courses.map((it) => ({
    ...it,
    ...judgeStage(it.stage, it.taken, { from: FROM, now: it.end }),
  }));

  it('each verdict occurs, and only a failure at the end of the window is left open, for as long as its trigger', () => {
    const states = new Set(ended.map(({ state }) => state));
    expect([...states].toSorted()).toEqual(['fail', 'inconclusive', 'pass', 'watching']);
    for (const { stage, taken, end, check } of ended.filter(({ state }) => state === 'watching')) {
      const open = stage.checks.find(({ id }) => id === check);
      expect(taken.filter((it) => it.check === check).at(-1)?.outcome).toBe('fail');
      const now = end + (open?.failures.withinMs ?? 0) + (open?.everyMs ?? 0);
      expect(judgeStage(stage, taken, { from: FROM, now })).not.toMatchObject({ state: 'watching', check });
    }
  });

  it('a stage fails exactly when a trigger says so', () => {
    for (const { stage, taken, state } of ended) {
      expect(state === 'fail').toBe(stage.checks.some((check) => isBreached(check, taken)));
    }
  });

  it('none passes of which a check has no measurement, or ends other than well', () => {
    for (const { stage, taken } of ended.filter(({ state }) => state === 'pass')) {
      for (const { id } of stage.checks) {
        expect(taken.filter(({ check }) => check === id).at(-1)?.outcome).toBe('pass');
      }
    }
  });

  it('none passes any more when a check falls silent', () => {
    for (const { stage, taken, end, below } of ended.filter(({ state }) => state === 'pass')) {
      const silent = stage.checks[below(stage.checks.length)];
      const rest = taken.filter(({ check }) => check !== silent?.id);
      expect(judgeStage(stage, rest, { from: FROM, now: end }).state).toBe('inconclusive');
    }
  });

  it('a fail stays one, whatever is measured later, and comes with the measurement that makes it', () => {
    for (const { stage, taken, end } of ended.filter(({ state }) => state === 'fail').slice(0, 200)) {
      const moments = [...new Set(taken.map((it) => it.at))].toSorted((one, other) => one - other);
      const fails = [...moments, end].map(
        (now) => judgeStage(stage, taken, { from: FROM, now }).state === 'fail',
      );
      const first = fails.indexOf(true);
      expect(fails.slice(first).every(Boolean)).toBe(true);
      const upTo = (moment: number | undefined) => taken.filter((it) => it.at <= (moment ?? end));
      expect(stage.checks.some((check) => isBreached(check, upTo(moments[first])))).toBe(true);
      if (first > 0) {
        expect(stage.checks.some((check) => isBreached(check, upTo(moments[first - 1])))).toBe(false);
      }
    }
  });
});
