import { describe, expect, it } from 'vitest';
import { resolveThresholds, thresholdOf } from '../connect/profile/thresholds.ts';
import { OperatorError } from '../kernel/errors.ts';
import { reportOf } from './report.ts';
import { createTally, type LoadTally } from './tally.ts';

const thresholds = resolveThresholds({});
const limits = {
  responseTime: thresholdOf(thresholds, 'response-time'),
  errorRate: thresholdOf(thresholds, 'error-rate'),
};

/** So many answers of a status, each after so long, and so many failures. */
function report(
  answers: readonly { count: number; status?: number; ms?: number }[],
  more: { failures?: number; ended?: LoadTally['ended'] } = {},
) {
  const tally = createTally();
  for (const { count, status = 200, ms = 10 } of answers) {
    for (let index = 0; index < count; index += 1) tally.answered(status, ms, 20);
  }
  for (let index = 0; index < (more.failures ?? 0); index += 1) {
    tally.failed(new OperatorError('unreachable', 'X at h:1: connection refused'));
  }
  const of = { system: 'governance', path: '/health', requests: 1000, workers: 50 };
  return reportOf(of, tally.end(more.ended ?? 'complete'), limits);
}

const states = ({ limits: judged }: ReturnType<typeof report>) => judged.map(({ state }) => state);

describe('the limits of a load test', () => {
  it('are met where p95 is below T1 and fewer than T6 failed', () => {
    const found = report([{ count: 1000 }]);
    expect([found.verdict, found.successful, states(found)]).toEqual(['pass', true, ['met', 'met']]);
    expect(found.lines.every((line) => line.startsWith('✅'))).toBe(true);
  });

  it('are met with a failure in a thousand, and then it does not say that all succeeded', () => {
    const found = report([{ count: 999 }, { count: 1, status: 503 }]);
    expect([found.verdict, found.successful]).toEqual(['pass', false]);
    expect(found.lines[0]).toMatch(/^✅ Load test: 999 of 1000 requests succeeded.*: HTTP 503 ×1$/);
  });

  it.each<[string, Parameters<typeof report>, LoadTally['ended'] | string[]]>([
    ['six in a hundred are slow', [[{ count: 94 }, { count: 6, ms: 2500 }]], ['missed', 'met']],
    ['p95 is the limit itself', [[{ count: 100, ms: 2000 }]], ['missed', 'met']],
    ['one in a hundred fails', [[{ count: 99 }, { count: 1, status: 500 }]], ['met', 'missed']],
    ['one of few fails', [[{ count: 9 }], { failures: 1 }], ['unknown', 'missed']],
    ['a redirect is no success', [[{ count: 50 }, { count: 50, status: 302 }]], ['met', 'missed']],
    ['nothing answers', [[], { failures: 50, ended: 'unanswered' }], ['unknown', 'missed']],
  ])('are missed where %s', (_, given, wanted) => {
    const found = report(...given);
    expect([found.verdict, found.successful, states(found)]).toEqual(['fail', false, wanted]);
    expect(found.lines[0]).toMatch(/^❌ Load test: /);
  });

  it.each([
    ['of 19 answers p95 and the error rate', 19, ['unknown', 'unknown']],
    ['of 99 requests the error rate', 99, ['met', 'unknown']],
  ])('%s cannot be told', (_, count, wanted) => {
    const found = report([{ count }]);
    expect([found.verdict, found.successful, states(found)]).toEqual(['unknown', false, wanted]);
    expect(found.lines[0]).toMatch(/^❔ Load test: /);
  });

  it('are not called met where it was stopped before its end', () => {
    const found = report([{ count: 500 }], { ended: 'stopped' });
    expect([found.verdict, found.successful]).toEqual(['unknown', false]);
    expect(found.words).toMatch(/^stopped when 500 of 1000 requests had ended; 500 of 500 /);
  });

  it('a failure that comes quickly makes no percentile better', () => {
    expect(
      report([
        { count: 60, ms: 100 },
        { count: 900, status: 503, ms: 1 },
      ]).p50Ms,
    ).toBeCloseTo(100, 0);
  });

  it('many kinds of failures take no more room than ten', () => {
    const tally = createTally();
    for (let index = 0; index < 1000; index += 1)
      tally.failed(new OperatorError('bad-answer', `said ${index}`));
    const { problems } = tally.end('complete');
    expect(problems).toHaveLength(11);
    expect(problems[0]).toEqual({ words: 'other failures', count: 990 });
  });
});
