import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ErrorCode, OperatorError } from '../../kernel/errors.ts';
import { type ManualClock, manualClock } from '../../kernel/manual-clock.ts';
import { KubernetesError } from './answer-error.ts';
import { createLiveness, type Verdict } from './liveness.ts';

let clock: ManualClock;
let answer: (signal: AbortSignal) => Promise<unknown>;
let lastContactAt: number | null;
let questions: number;
let abandoned: OperatorError[];
let verdicts: Verdict[];
let liveness: ReturnType<typeof createLiveness>;

beforeEach(() => {
  clock = manualClock();
  lastContactAt = null;
  questions = 0;
  abandoned = [];
  verdicts = [];
  answer = alive;
  liveness = createLiveness({
    clock,
    words: 'Kubernetes API at east',
    ask(signal) {
      questions += 1;
      return answer(signal);
    },
    lastContactAt: () => lastContactAt,
    abandon: (reason) => abandoned.push(reason),
  });
});
afterEach(() => {
  liveness.close();
  expect(clock.pending()).toBe(0);
});

function alive(): Promise<unknown> {
  lastContactAt = clock.now();
  return Promise.resolve('ok');
}

function silent(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

function refusing(status: number, code: ErrorCode, retryAfterMs: number | null = null) {
  return () => Promise.reject(new KubernetesError(code, 'no', { status, reason: null, retryAfterMs }));
}

function watch(): () => void {
  return liveness.subscribe((verdict) => verdicts.push(verdict));
}

describe('liveness', () => {
  it('asks at once after sleep, and tells the answer as a return', async () => {
    const stop = watch();
    await clock.advance(100);
    expect(questions).toBe(1);
    liveness.askNow();
    await clock.advance(0);
    expect(questions).toBe(2);
    expect(verdicts.at(-1)).toMatchObject({ alive: true, recovered: true });
    await clock.advance(1000);
    expect(questions).toBe(3);
    expect(verdicts.at(-1)).toMatchObject({ alive: true, recovered: false });
    stop();
    liveness.askNow();
    await clock.advance(5000);
    expect(questions).toBe(3);
  });

  it('asks about every second while somebody listens, once for all of them', async () => {
    await clock.advance(5000);
    expect(questions).toBe(0);
    const leave = [watch(), watch(), watch()];
    await clock.advance(3500);
    expect(questions).toBe(4);
    for (const stop of leave) stop();
    await clock.advance(60_000);
    expect(questions).toBe(4);
  });

  it('notices a server that fell silent within 5 s of its last answer, and gives up the connections', async () => {
    watch();
    await clock.advance(10);
    const fellSilentAt = clock.now();
    answer = silent;
    while (verdicts.at(-1)?.alive !== false && clock.now() - fellSilentAt < 10_000) await clock.advance(50);
    expect(clock.now() - fellSilentAt).toBeLessThan(4000);
    expect(verdicts.at(-1)).toMatchObject({
      problem: { code: 'timeout', message: expect.stringContaining('east') },
    });
    expect(abandoned).toHaveLength(1);
  });

  it('says when the server is back', async () => {
    answer = () => Promise.reject(new OperatorError('unreachable', 'refused'));
    watch();
    await clock.advance(2100);
    expect(verdicts.every((verdict) => !verdict.alive)).toBe(true);
    expect(liveness.problem()).toMatchObject({ code: 'unreachable' });
    answer = alive;
    await clock.advance(2000);
    expect(verdicts.slice(-2)).toMatchObject([
      { alive: true, recovered: true },
      { alive: true, recovered: false },
    ]);
    expect(liveness.problem()).toBeNull();
  });

  it('does not take a slow answer for silence while other answers arrive', async () => {
    answer = silent;
    watch();
    await clock.advance(1000);
    lastContactAt = clock.now();
    await clock.advance(1500);
    expect(verdicts).toMatchObject([{ alive: true }]);
    expect(abandoned).toEqual([]);
  });

  it('believes an answer that lay in the socket while this process was busy', async () => {
    let arrive = () => {};
    answer = (signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        arrive = () => {
          lastContactAt = clock.now();
          resolve('ok');
        };
      });
    watch();
    await clock.advance(2000);
    arrive();
    await clock.advance(300);
    expect(verdicts).toMatchObject([{ alive: true }]);
  });

  it.each([
    [401, 'unauthenticated', false],
    [429, 'throttled', false],
    [500, 'server-error', false],
    [403, 'forbidden', true],
    [404, 'not-found', true],
    [302, 'bad-answer', true],
  ] as const)(
    'answered with %i (%s) means alive: %s, and keeps the connections',
    async (status, code, isAlive) => {
      answer = refusing(status, code);
      watch();
      await clock.advance(10);
      expect(verdicts).toMatchObject([{ alive: isAlive }]);
      expect(abandoned).toEqual([]);
    },
  );

  it('rests as long as the server asks, up to half a minute', async () => {
    answer = refusing(429, 'throttled', 20_000);
    watch();
    await clock.advance(19_000);
    expect(questions).toBe(1);
    answer = refusing(429, 'throttled', 3_600_000);
    await clock.advance(1500);
    expect(questions).toBe(2);
    await clock.advance(30_000);
    expect(questions).toBe(3);
  });
});
