import { describe, expect, it } from 'vitest';
import { manualClock } from '../kernel/manual-clock.ts';
import { createSlices, inSlices, type Slices } from '../kernel/slices.ts';
import { PromqlError } from './errors.ts';
import { evaluateInstant, evaluateRange, evaluatingInstant, evaluatingRange } from './evaluate.ts';
import type { Expression } from './expression.ts';
import { parseExpression } from './parse.ts';
import type { SeriesSource } from './series.ts';
import { type Random, randomOf } from './testing/random.ts';
import { randomExpression } from './testing/random-expression.ts';
import { FIRST_MS, LAST_MS, randomSeries, sourceOf } from './testing/random-series.ts';

const SEED = 20_260_627;
const EXPRESSIONS = 300;

/** A slice after every step, in which others may do what they like. */
function everyStep(between: () => void = () => undefined): Slices & { rests: number } {
  const slices = {
    rests: 0,
    isOver: () => true,
    async rest() {
      slices.rests += 1;
      between();
    },
  };
  return slices;
}

/** Some that are made up are refused already as they are read. */
function nextExpression(random: Random): { text: string; expression: Expression } {
  for (;;) {
    const text = randomExpression(random);
    try {
      return { text, expression: parseExpression(text) };
    } catch (error) {
      if (!(error instanceof PromqlError)) throw error;
    }
  }
}

async function outcome<T>(evaluate: () => T | Promise<T>): Promise<T | string> {
  try {
    return await evaluate();
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    return error.message;
  }
}

describe('an evaluation in slices', () => {
  it('says what one in a single piece says, of expressions that nobody thought of', async () => {
    const random = randomOf(SEED);
    const source = sourceOf(randomSeries(random));
    let rests = 0;
    for (let round = 0; round < EXPRESSIONS; round += 1) {
      const { text, expression } = nextExpression(random);
      const atMs = FIRST_MS + random.below(LAST_MS - FIRST_MS);
      const range = { fromMs: atMs - 600_000, toMs: atMs, stepMs: random.pick([15_000, 30_000, 60_000]) };
      // Another evaluation in every pause: whatever two of them shared would come to light.
      const disturb = () => void evaluateInstant({ expression: other, source, atMs });
      const slices = everyStep(random.chance(0.1) ? disturb : undefined);
      const slicedRange = () => inSlices(evaluatingRange({ expression, source, ...range }), slices);
      expect(await outcome(slicedRange), text).toEqual(
        await outcome(() => evaluateRange({ expression, source, ...range })),
      );
      const slicedInstant = () => inSlices(evaluatingInstant({ expression, source, atMs }), slices);
      expect(await outcome(slicedInstant), text).toEqual(
        await outcome(() => evaluateInstant({ expression, source, atMs })),
      );
      rests += slices.rests;
    }
    expect(rests).toBeGreaterThan(EXPRESSIONS);
  });

  it('ends with the reason of the signal, reads nothing more, and closes what it reads from', async () => {
    const reason = new Error('the view was closed');
    const controller = new AbortController();
    let elapsedMs = 0;
    const manual = manualClock();
    const clock = { ...manual, real: { ...manual.real, monotonic: () => elapsedMs } };
    const { source, read, isClosed } = watched(sourceOf(randomSeries(randomOf(SEED))), (series) => {
      elapsedMs += 1000;
      if (series === 3) controller.abort(reason);
    });
    const range = { fromMs: FIRST_MS, toMs: LAST_MS, stepMs: 15_000 };
    const work = evaluatingRange({ expression: EVERYTHING, source, ...range });
    await expect(inSlices(work, createSlices(clock, controller.signal))).rejects.toBe(reason);
    expect(read()).toBe(3);
    expect(isClosed()).toBe(true);
    expect(work.next()).toEqual({ done: true, value: undefined });
  });
});

const other: Expression = parseExpression('sum by (job) (last_over_time({__name__=~".+"}[5m])) * 2');
const EVERYTHING: Expression = parseExpression('sum(last_over_time({__name__=~".+"}[5m]))');

function watched(source: SeriesSource, onRead: (series: number) => void) {
  let [count, closed] = [0, false];
  const watching: SeriesSource = {
    *select(matchers, fromMs, toMs) {
      try {
        for (const series of source.select(matchers, fromMs, toMs)) {
          count += 1;
          onRead(count);
          yield series;
        }
      } finally {
        closed = true;
      }
    },
  };
  return { source: watching, read: () => count, isClosed: () => closed };
}
