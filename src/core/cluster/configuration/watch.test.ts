import { describe, expect, it } from 'vitest';
import { OperatorError } from '../../kernel/errors.ts';
import { manualClock } from '../../kernel/manual-clock.ts';
import { judgeConfiguration } from './judge.ts';
import { GROUND, seen } from './testing/seen.ts';
import { createConfigurationWatch } from './watch.ts';

const report = judgeConfiguration(seen(), GROUND, new Map());

/** A watch over looks that are counted, and fail when told to. */
function watched() {
  const clock = manualClock();
  const looks = { count: 0, fails: false, aborted: false };
  let act = () => {};
  const watch = createConfigurationWatch({
    async look(signal) {
      looks.count += 1;
      signal.addEventListener('abort', () => {
        looks.aborted = true;
      });
      await Promise.resolve();
      if (looks.fails) throw new OperatorError('unreachable', 'The API does not answer');
      return { report, observedAt: clock.now(), problem: null };
    },
    last: () => ({ report, observedAt: 1, problem: null }),
    onAct(listener) {
      act = listener;
      return () => {
        act = () => {};
      };
    },
    clock,
  });
  let told = 0;
  const listen = () =>
    watch.subscribe(() => {
      told += 1;
    });
  const pass = async (ms: number) => {
    await clock.advance(ms);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { clock, watch, looks, listen, pass, act: () => act(), told: () => told };
}

describe('the configuration, watched', () => {
  it('is looked at while somebody listens, and not a moment longer', async () => {
    const { looks, listen, pass, told, watch } = watched();
    expect(watch.now()).toEqual({ report: null, observedAt: null, problem: null });
    const leave = listen();
    await pass(0);
    expect([looks.count, told()]).toEqual([1, 1]);
    await pass(15_000);
    expect(looks.count).toBe(2);
    leave();
    await pass(60_000);
    expect(looks.count).toBe(2);
  });

  it('is looked at soon after something was done', async () => {
    const { looks, listen, pass, act } = watched();
    const leave = listen();
    await pass(0);
    act();
    act();
    await pass(1000);
    expect(looks.count).toBe(2);
    leave();
    act();
    await pass(60_000);
    expect(looks.count).toBe(2);
  });

  it('that cannot be looked at is what was last known, with why', async () => {
    const { looks, listen, pass, watch } = watched();
    looks.fails = true;
    const leave = listen();
    await pass(0);
    expect(watch.now()).toMatchObject({ observedAt: 1, problem: { code: 'unreachable' } });
    looks.fails = false;
    await pass(15_000);
    expect(watch.now().problem).toBeNull();
    leave();
  });

  it('that nobody has looked at for a minute is not the present any more', async () => {
    const { listen, pass, watch } = watched();
    const leave = listen();
    await pass(0);
    leave();
    await pass(61_000);
    expect(watch.now()).toMatchObject({ report, problem: { message: 'Nobody has looked for a while' } });
  });

  it('gives a look up when nobody waits for it', async () => {
    const { looks, listen } = watched();
    listen()();
    expect(looks.aborted).toBe(true);
  });
});
