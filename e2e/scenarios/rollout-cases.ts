import type { RolloutCheck, RolloutStage, RolloutView } from '../../src/contract/rollouts.ts';
import { isoAgo, type Moment, ripple } from './scenario.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Outcome = RolloutCheck['measurements'][number]['outcome'];
/** A check as it was measured: its figures around a middle, and what the latest ones say. */
interface CheckCase extends Pick<RolloutCheck, 'id' | 'title' | 'unit' | 'success' | 'failure' | 'everyMs'> {
  middle: number;
  spread: number;
  failures: RolloutCheck['failures'];
  most: number;
}

const CHECKS: readonly CheckCase[] = [
  {
    ...{ id: 'hash', title: 'Components with another constitutional hash', unit: '', everyMs: 15_000 },
    ...{ success: { below: 1 }, failure: { atLeast: 1 }, middle: 0, spread: 0 },
    ...{ failures: { count: 0, limit: 1, withinMs: 0 }, most: 3 },
  },
  {
    ...{ id: 'compliance', title: 'Constitutional compliance', unit: 'ratio', everyMs: MINUTE },
    ...{ success: { above: 0.95 }, failure: { below: 0.95 }, middle: 0.968, spread: 0.005 },
    ...{ failures: { count: 0, limit: 3, withinMs: 3 * MINUTE }, most: 3 },
  },
  {
    ...{ id: 'response-time', title: 'Response time p95', unit: 'ms', everyMs: MINUTE },
    ...{ success: { below: 2000 }, failure: { above: 2000 }, middle: 612, spread: 90 },
    ...{ failures: { count: 0, limit: 2, withinMs: 2 * MINUTE }, most: 3 },
  },
  {
    ...{ id: 'error-rate', title: 'Error rate', unit: 'ratio', everyMs: MINUTE },
    ...{ success: { below: 0.01 }, failure: { above: 0.01 }, middle: 0.0034, spread: 0.0012 },
    ...{ failures: { count: 0, limit: 3, withinMs: 3 * MINUTE }, most: 3 },
  },
  {
    ...{ id: 'availability', title: 'Availability', unit: 'ratio', everyMs: 30_000 },
    ...{ success: { atLeast: 0.999 }, failure: { below: 0.999 }, middle: 0.9996, spread: 0.0003 },
    ...{ failures: { count: 0, limit: 2, withinMs: MINUTE }, most: 3 },
  },
];

/** What the latest measurements of a check say, instead of what they would. */
type Latest = Readonly<
  Record<string, { count: number; outcome: Outcome; value: number | null; words: string }>
>;

/** @param span how long it was measured, and how long ago that ended; in ms */
function checksOf(at: Moment, span: { ms: number; agoMs: number }, isWatched: boolean, latest: Latest = {}) {
  return CHECKS.map(({ middle, spread, most, ...check }, seed): RolloutCheck => {
    const total = Math.floor(span.ms / check.everyMs);
    const count = Math.min(500, total);
    const last = latest[check.id];
    const measurements = Array.from({ length: count }, (_, index) => {
      const left = count - 1 - index;
      const moment = isoAgo(at, span.agoMs + left * check.everyMs);
      if (last && left < last.count) return { at: moment, ...last, count: undefined };
      const value = middle + spread * ripple(seed, index);
      return { at: moment, value, outcome: 'pass' as const, words: 'it keeps its limit' };
    }).map(({ at: moment, value, outcome, words }) => ({ at: moment, value, outcome, words }));
    return {
      ...check,
      limit: '',
      measurements,
      total,
      failures: { ...check.failures, count: last?.outcome === 'fail' ? last.count : 0 },
      inconclusive: { count: last?.outcome === 'inconclusive' ? last.count : 0, limit: most },
      nextAt: isWatched ? new Date(at.nowMs + check.everyMs * 0.6).toISOString() : null,
    };
  });
}

const NO_STAGE = { startedAt: null, endedAt: null, endsAt: null, words: null, checks: [] };
const pending = (percentage: number, monitorMs: number): RolloutStage => ({
  ...{ percentage, monitorMs, state: 'pending', ...NO_STAGE },
});

function passed(at: Moment, percentage: number, monitorMs: number, agoMs: number): RolloutStage {
  return {
    ...{ percentage, monitorMs, state: 'passed', endsAt: null },
    startedAt: isoAgo(at, agoMs + monitorMs),
    endedAt: isoAgo(at, agoMs),
    words: 'every check passed until the end of the window',
    checks: checksOf(at, { ms: monitorMs, agoMs }, false),
  };
}

function watched(
  at: Moment,
  of: {
    percentage: number;
    monitorMs: number;
    sinceMs: number;
    state?: RolloutStage['state'];
    words?: string;
  },
  latest?: Latest,
): RolloutStage {
  const { percentage, monitorMs, sinceMs, state = 'watching', words = null } = of;
  return {
    ...{ percentage, monitorMs, state, endedAt: null, words },
    startedAt: isoAgo(at, sinceMs),
    endsAt: new Date(at.nowMs - sinceMs + monitorMs).toISOString(),
    checks: checksOf(at, { ms: sinceMs, agoMs: 4000 }, true, latest),
  };
}

const CAN = { pause: false, resume: false, promote: false, promoteFull: false, abort: false, retry: false };
const GOES_ON = { ...CAN, pause: true, promote: true, promoteFull: true, abort: true };
const OWNER = { process: 4711, host: 'bastion-1', state: 'alive' as const };
const NO_DATA = 'Prometheus has told nothing of it for 3 min';

export type RolloutCase = (at: Moment) => RolloutView;

function caseOf(
  id: string,
  tell: (at: Moment) => Omit<RolloutView, 'id' | 'driver' | 'stageCount'>,
): RolloutCase {
  return (at) => {
    const told = tell(at);
    return { ...told, id, driver: 'configmap', stageCount: told.stages.length };
  };
}

const PHASED = {
  ...{ kind: 'phased' as const, title: 'Rollout to 10, 50, 100 %', startedBy: 'Mara Lindholm' },
  ...{ why: null, endedAt: null, owner: OWNER, asks: null, reason: null },
};
const started = (at: Moment, agoMs: number) => ({
  ...{ at: isoAgo(at, agoMs), by: PHASED.startedBy, line: 'Started: Rollout to 10, 50, 100 %' },
});

/** Ten percent passed; fifty is watched for almost five hours by now. */
const SINCE = 4 * HOUR + 52 * MINUTE;
const twoStages = (at: Moment, fifty: RolloutStage) => [
  passed(at, 10, 4 * HOUR, SINCE),
  fifty,
  pending(100, 0),
];
const reportOfTwo = (at: Moment) => [
  started(at, SINCE + 4 * HOUR),
  { at: isoAgo(at, SINCE + 4 * HOUR), by: PHASED.startedBy, line: 'Give 10 % of the traffic: done' },
  { at: isoAgo(at, SINCE), by: PHASED.startedBy, line: 'Watch it at 10 %: done: every check passed' },
  { at: isoAgo(at, SINCE), by: PHASED.startedBy, line: 'Give 50 % of the traffic: done' },
];
const atFifty = (at: Moment) => ({
  ...PHASED,
  ...{ percentage: 50, percentageAt: isoAgo(at, SINCE), startedAt: isoAgo(at, SINCE + 4 * HOUR), stage: 1 },
});

export const ROLLOUT_CASES = {
  watching: caseOf('3f2a9c10-watching', (at) => ({
    ...atFifty(at),
    state: 'progressing',
    stages: twoStages(at, watched(at, { percentage: 50, monitorMs: 8 * HOUR, sinceMs: SINCE })),
    can: GOES_ON,
    report: reportOfTwo(at),
  })),
  inconclusive: caseOf('8d41e7b2-inconclusive', (at) => ({
    ...atFifty(at),
    state: 'inconclusive',
    asks: {
      ...{ step: 'watch-50', kind: 'decision', since: isoAgo(at, 23 * MINUTE) },
      text: 'Constitutional compliance could not be told three times: nobody knows whether it keeps its limit',
      choices: [
        { id: 'watch-on', title: 'Watch this stage anew' },
        { id: 'next-stage', title: 'Begin the next stage' },
        { id: 'roll-back', title: 'Roll back to 0 %' },
      ],
    },
    stages: twoStages(
      at,
      watched(
        at,
        { percentage: 50, monitorMs: 8 * HOUR, sinceMs: SINCE, state: 'inconclusive' },
        { compliance: { count: 3, outcome: 'inconclusive', value: null, words: NO_DATA } },
      ),
    ),
    can: { ...GOES_ON, pause: false },
    report: [
      ...reportOfTwo(at),
      { at: isoAgo(at, 23 * MINUTE), by: 'acgs', line: `Waits for a decision: ${NO_DATA}` },
    ],
  })),
  paused: caseOf('51bb02aa-paused', (at) => ({
    ...atFifty(at),
    ...{ state: 'paused', why: 'Paused by Kofi Osei: a deployment of the policy service is under way' },
    stages: twoStages(at, watched(at, { percentage: 50, monitorMs: 8 * HOUR, sinceMs: SINCE })),
    can: { ...GOES_ON, pause: false, resume: true },
    report: reportOfTwo(at),
  })),
  unattended: caseOf('c09d7714-unattended', (at) => ({
    ...atFifty(at),
    ...{ state: 'progressing', owner: null },
    stages: twoStages(at, watched(at, { percentage: 50, monitorMs: 8 * HOUR, sinceMs: SINCE })),
    can: GOES_ON,
    report: reportOfTwo(at),
  })),
  rollingBack: caseOf('e51a6630-rolling-back', (at) => ({
    ...atFifty(at),
    state: 'rolling-back',
    why: 'Response time p95 failed twice within 2 min: 2,412 ms is not below 2,000 ms',
    stages: twoStages(at, {
      ...watched(
        at,
        { percentage: 50, monitorMs: 8 * HOUR, sinceMs: SINCE, state: 'failed', words: 'it failed twice' },
        { 'response-time': { count: 2, outcome: 'fail', value: 2412, words: 'not below 2,000 ms' } },
      ),
      ...{ endedAt: isoAgo(at, 3000), endsAt: null },
    }),
    can: CAN,
    report: reportOfTwo(at),
  })),
  aborted: caseOf('77aa410c-aborted', (at) => {
    const agoMs = 3 * 24 * HOUR;
    return {
      ...PHASED,
      ...{ state: 'aborted', percentage: 0, percentageAt: isoAgo(at, agoMs), stage: null, owner: null },
      why: 'Error rate failed three times within 3 min: 2.1 % is not below 1 %',
      startedAt: isoAgo(at, agoMs + 5 * HOUR),
      endedAt: isoAgo(at, agoMs),
      stages: [
        passed(at, 10, 4 * HOUR, agoMs + HOUR),
        {
          ...{ percentage: 50, monitorMs: 8 * HOUR, state: 'failed', endsAt: null },
          ...{
            startedAt: isoAgo(at, agoMs + HOUR),
            endedAt: isoAgo(at, agoMs),
            words: 'it failed three times',
          },
          checks: checksOf(at, { ms: HOUR, agoMs }, false, {
            'error-rate': { count: 3, outcome: 'fail', value: 0.021, words: 'not below 1 %' },
          }),
        },
        { ...pending(100, 0), state: 'skipped' },
      ],
      can: { ...CAN, retry: true },
      report: [
        started(at, agoMs + 5 * HOUR),
        { at: isoAgo(at, agoMs), by: 'acgs', line: 'Take all traffic away: done' },
      ],
    };
  }),
  completed: caseOf('12cd98ef-completed', (at) => {
    const agoMs = 19 * 24 * HOUR;
    return {
      ...PHASED,
      ...{ state: 'completed', percentage: 100, percentageAt: isoAgo(at, agoMs), stage: null, owner: null },
      startedAt: isoAgo(at, agoMs + 12 * HOUR),
      endedAt: isoAgo(at, agoMs),
      stages: [
        passed(at, 10, 4 * HOUR, agoMs + 8 * HOUR),
        passed(at, 50, 8 * HOUR, agoMs),
        {
          ...{ percentage: 100, monitorMs: 0, state: 'passed', endsAt: null, words: null, checks: [] },
          ...{ startedAt: isoAgo(at, agoMs), endedAt: isoAgo(at, agoMs) },
        },
      ],
      can: CAN,
      report: [started(at, agoMs + 12 * HOUR)],
    };
  }),
  degraded: caseOf('b1f0d2c4-degraded', (at) => ({
    ...PHASED,
    ...{ kind: 'emergency-rollback', title: 'Emergency rollback of the MLOps features', state: 'degraded' },
    ...{ percentage: null, percentageAt: null, stage: null, owner: null, startedBy: 'Kofi Osei' },
    why: 'The config map could not be written: the Kubernetes API does not answer',
    reason: 'p99 doubled after the model update',
    startedAt: isoAgo(at, 6 * MINUTE),
    endedAt: isoAgo(at, 5 * MINUTE),
    stages: [
      {
        ...{ percentage: 0, monitorMs: 30 * MINUTE, state: 'failed', endsAt: null, checks: [] },
        ...{ startedAt: isoAgo(at, 6 * MINUTE), endedAt: isoAgo(at, 5 * MINUTE) },
        words: 'the Kubernetes API does not answer',
      },
    ],
    can: { ...CAN, retry: true },
    report: [
      { at: isoAgo(at, 5 * MINUTE), by: 'Kofi Osei', line: 'Set the share to 0 %: failed: no answer' },
    ],
  })),
} as const;
