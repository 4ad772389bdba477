import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manualClock, slowMachine } from '../../../kernel/manual-clock.ts';
import { Labels } from '../../../promql/index.ts';
import { checkRuleFile } from '../index.ts';
import type { RuleGroup } from '../rule.ts';
import type { GroupState } from './group.ts';
import { memoryStore } from './memory-store.ts';
import { queryVector } from './query.ts';
import { scheduleGroup } from './schedule.ts';

const START = Date.UTC(2025, 5, 27, 9, 0, 0);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const INTERVAL = 15 * SECOND;

function groupIn(bytes: Uint8Array): RuleGroup {
  const checked = checkRuleFile('rules.yaml', bytes);
  const group = checked.kind === 'good' ? checked.groups[0] : undefined;
  if (group === undefined) throw new Error('there is no group');
  return group;
}

const guide = () =>
  groupIn(readFileSync(new URL('../../../../../resources/rules/mlops-alerts.yaml', import.meta.url)));

/** `hh:mm:ss` of a moment on the day of the test. */
const timeOf = (atMs: number) => new Date(atMs).toISOString().slice(11, 19);

/** Tells every change of state of an alert, once. */
function transitions() {
  const told: string[] = [];
  let last = new Map<string, string>();
  return {
    told,
    watch({ rules }: GroupState, atMs: number) {
      const now = new Map(
        rules.map(({ rule, alerts }) => [rule.name, [...alerts.values()][0]?.state ?? 'none']),
      );
      for (const [name, state] of now) {
        if ((last.get(name) ?? 'none') !== state) told.push(`${timeOf(atMs)} ${name} ${state}`);
      }
      last = now;
    },
    forget() {
      last = new Map();
    },
  };
}

describe("the deployment guide's rules", () => {
  it('fire and resolve at the very second they should, through a restart', async () => {
    const clock = manualClock(START);
    const store = memoryStore();
    const figures = {
      model_accuracy: 0.93,
      constitutional_compliance_score: 0.97,
      deployment_success_rate: 0.99,
    };
    const scrape = () => {
      for (const [name, value] of Object.entries(figures))
        store.append(Labels.of({ __name__: name }), clock.now(), value);
      clock.after(INTERVAL, scrape);
    };
    scrape();
    const { told, watch, forget } = transitions();
    const start = () =>
      scheduleGroup({
        clock,
        store,
        group: guide(),
        defaultIntervalMs: INTERVAL,
        restore: true,
        onState: watch,
      });

    const first = start();
    await clock.advance(MINUTE - SECOND);
    Object.assign(figures, {
      model_accuracy: 0.85,
      constitutional_compliance_score: 0.9,
      deployment_success_rate: 0.9,
    });
    // The next figures are those of 09:01:00. The application goes at 09:04:05 and is back at 09:06:10.
    await clock.advance(SECOND + 3 * MINUTE + 5 * SECOND);
    first.stop();
    forget();
    await clock.advance(2 * MINUTE + 5 * SECOND);
    const second = start();
    await clock.advance(13 * MINUTE + 49 * SECOND);
    Object.assign(figures, { model_accuracy: 0.95, constitutional_compliance_score: 0.96 });
    await clock.advance(2 * MINUTE);
    Object.assign(figures, { deployment_success_rate: 0.95 });
    await clock.advance(MINUTE);
    second.stop();

    const [accuracy, violation, deployment] = [
      ...['MLOpsModelAccuracyDrop', 'MLOpsConstitutionalViolation', 'MLOpsDeploymentFailure'],
    ];
    expect(told).toEqual([
      `09:01:00 ${accuracy} pending`,
      `09:01:00 ${violation} pending`,
      `09:01:00 ${deployment} pending`,
      // One minute.
      `09:02:00 ${violation} firing`,
      // After the restart the first evaluation is that of 09:06:15.
      `09:06:15 ${accuracy} pending`,
      `09:06:15 ${violation} pending`,
      `09:06:15 ${deployment} pending`,
      // Waiting for one and for five minutes begins anew: both are shorter than the grace period of ten.
      `09:07:15 ${violation} firing`,
      `09:11:15 ${accuracy} firing`,
      // Restored with the second evaluation at 09:06:30: 7 of 10 minutes would remain, the grace makes it ten.
      `09:16:30 ${deployment} firing`,
      `09:20:00 ${accuracy} inactive`,
      `09:20:00 ${violation} inactive`,
      `09:22:00 ${deployment} inactive`,
    ]);
    expect([first.missedIterations(), second.missedIterations()]).toEqual([0, 0]);
  });

  it('without a restart fire after exactly one, five and ten minutes', async () => {
    const clock = manualClock(START);
    const store = memoryStore();
    const scrape = () => {
      for (const name of ['model_accuracy', 'constitutional_compliance_score', 'deployment_success_rate']) {
        store.append(Labels.of({ __name__: name }), clock.now(), 0.5);
      }
      clock.after(INTERVAL, scrape);
    };
    scrape();
    const { told, watch } = transitions();
    scheduleGroup({
      clock,
      store,
      group: guide(),
      defaultIntervalMs: INTERVAL,
      restore: false,
      onState: watch,
    });
    await clock.advance(11 * MINUTE);
    expect(told.filter((it) => it.endsWith('firing'))).toEqual([
      '09:01:15 MLOpsConstitutionalViolation firing',
      '09:05:15 MLOpsModelAccuracyDrop firing',
      '09:10:15 MLOpsDeploymentFailure firing',
    ]);
  });
});

describe('a group on the clock', () => {
  const group = groupIn(
    Buffer.from('groups:\n- name: g\n  interval: 30s\n  rules:\n  - {record: r, expr: vector(time())}\n'),
  );

  function evaluations() {
    const clock = manualClock(START + 7 * SECOND);
    const at: string[] = [];
    const options = { clock, store: memoryStore(), group, defaultIntervalMs: INTERVAL, restore: false };
    const schedule = scheduleGroup({ ...options, onState: (_, atMs) => at.push(timeOf(atMs)) });
    return { clock, at, schedule };
  }

  it('is evaluated at whole multiples of its own interval', async () => {
    const { clock, at, schedule } = evaluations();
    await clock.advance(90 * SECOND);
    expect(at).toEqual(['09:00:30', '09:01:00', '09:01:30']);
    schedule.stop();
    await clock.advance(90 * SECOND);
    expect(at).toHaveLength(3);
    expect(clock.pending()).toBe(0);
  });

  it('counts the evaluations that a sleeping machine missed', async () => {
    const { clock, at, schedule } = evaluations();
    await clock.advance(30 * SECOND);
    clock.sleep(5 * MINUTE);
    await clock.advance(60 * SECOND);
    expect(at).toEqual(['09:00:30', '09:06:00', '09:06:30']);
    expect(schedule.missedIterations()).toBe(10);
  });

  it('goes on when the clock is set back', async () => {
    const { clock, at, schedule } = evaluations();
    await clock.advance(30 * SECOND);
    clock.sleep(-60 * MINUTE);
    await clock.advance(90 * SECOND);
    expect(at).toEqual(['09:00:30', '08:01:00', '08:01:30', '08:02:00']);
    expect(schedule.missedIterations()).toBe(0);
  });

  it('lets others have their turn between rules, and stopped there tells of nothing', async () => {
    const manual = manualClock(START + 7 * SECOND);
    // Every look at the clock finds that the slice is over.
    const clock = slowMachine(manual, SECOND);
    const store = memoryStore();
    const two = groupIn(
      Buffer.from(
        'groups:\n- name: g\n  rules:\n  - {record: a, expr: vector(1)}\n  - {record: b, expr: a + 1}\n',
      ),
    );
    const at: string[] = [];
    const options = { clock, store, defaultIntervalMs: INTERVAL, restore: false };
    const values = (name: string) =>
      queryVector(name, clock.now(), { source: store }).map(({ value }) => value);
    const schedule = scheduleGroup({ ...options, group: two, onState: (_, atMs) => at.push(timeOf(atMs)) });
    await manual.advance(8 * SECOND);
    // It has begun, and is at it: a has its sample before b, and nothing is told yet.
    await untilTrue(() => values('a').length === 1);
    expect([at, values('b')]).toEqual([[], []]);
    await untilTrue(() => at.length === 1);
    expect([at, values('b')]).toEqual([['09:00:15'], [2]]);
    await manual.advance(15 * SECOND);
    await untilTrue(
      () => queryVector('timestamp(a)', clock.now(), { source: store })[0]?.value === clock.now() / 1000,
    );
    schedule.stop();
    await manual.advance(60 * SECOND);
    await turns(50);
    expect(at).toEqual(['09:00:15']);
    expect(manual.pending()).toBe(0);
  });
});

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function turns(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) await turn();
}

async function untilTrue(holds: () => boolean): Promise<void> {
  for (let tried = 0; tried < 100; tried += 1) {
    if (holds()) return;
    await turn();
  }
  throw new Error('it did not come true');
}
