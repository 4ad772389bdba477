import { describe, expect, it } from 'vitest';
import { Labels } from '../../../promql/index.ts';
import { checkRuleFile } from '../index.ts';
import type { RuleGroup } from '../rule.ts';
import { evaluateGroup, type GroupState, newGroupState } from './group.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';
import { restoreGroup } from './restore.ts';

const MINUTE = 60_000;

function groupOf(rules: string, fields = ''): RuleGroup {
  const checked = checkRuleFile('r.yaml', Buffer.from(`groups:\n- name: g\n${fields}  rules:\n${rules}`));
  if (checked.kind === 'refused') throw new Error(checked.problems.join('\n'));
  const [group] = checked.groups;
  if (group === undefined) throw new Error('there is no group');
  return group;
}

/** A group that is evaluated every minute on what `values` say: null is no sample. */
function started(group: RuleGroup, store: MemoryStore = memoryStore()) {
  let state: GroupState = newGroupState(group, { restored: true });
  let atMs = 0;
  return {
    store,
    state: () => state,
    minute(...values: (number | null)[]) {
      for (const [index, value] of values.entries()) {
        store.append(Labels.of({ __name__: 'x', host: String(index) }), atMs, value);
      }
      state = evaluateGroup(state, atMs, { store });
      atMs += MINUTE;
      return state.rules.flatMap(({ alerts }) => [...alerts.values()].map((it) => it.state));
    },
    problems: () => state.rules.map(({ problem }) => problem),
  };
}

describe('an alert', () => {
  it('fires when it has been active for as long as `for` says, and not before', () => {
    const run = started(groupOf('  - {alert: A, expr: x > 0, for: 2m}\n'));
    expect([run.minute(1), run.minute(1), run.minute(1)]).toEqual([['pending'], ['pending'], ['firing']]);
    const [alert] = run.state().rules[0]?.alerts.values() ?? [];
    expect(alert).toMatchObject({ activeAtMs: 0, firedAtMs: 2 * MINUTE, resolvedAtMs: null, value: 1 });
  });

  it('fires at once without `for`', () => {
    expect(started(groupOf('  - {alert: A, expr: x > 0}\n')).minute(1)).toEqual(['firing']);
  });

  it('that is pending and misses once is dropped, never resolved', () => {
    const run = started(groupOf('  - {alert: A, expr: x > 0, for: 2m}\n'));
    expect([run.minute(1), run.minute(1), run.minute(0), run.minute(1)]).toEqual([
      ['pending'],
      ['pending'],
      [],
      ['pending'],
    ]);
  });

  it('that is resolved is remembered for 15 minutes, and comes again as a new one', () => {
    const run = started(groupOf('  - {alert: A, expr: x > 0}\n'));
    run.minute(1);
    expect(run.minute(0)).toEqual(['inactive']);
    for (let minute = 2; minute <= 16; minute += 1) expect(run.minute(0)).toEqual(['inactive']);
    expect(run.minute(0)).toEqual([]);
    expect(run.minute(1)).toEqual(['firing']);
    const [alert] = run.state().rules[0]?.alerts.values() ?? [];
    expect(alert).toMatchObject({ activeAtMs: 18 * MINUTE, resolvedAtMs: null });
  });

  it('keeps firing while the time since is less than `keep_firing_for`', () => {
    const run = started(groupOf('  - {alert: A, expr: x > 0, keep_firing_for: 2m}\n'));
    const states = [run.minute(1), run.minute(0), run.minute(0), run.minute(0)];
    expect(states).toEqual([['firing'], ['firing'], ['firing'], ['inactive']]);
    const again = started(groupOf('  - {alert: A, expr: x > 0, keep_firing_for: 2m}\n'));
    for (const value of [1, 0, 1, 0, 0]) expect(again.minute(value)).toEqual(['firing']);
  });

  it('is told as series, which end with it', () => {
    const run = started(groupOf('  - {alert: A, expr: x > 0, for: 1m, labels: {severity: page}}\n'));
    for (const value of [1, 1, 0]) run.minute(value);
    const told = [...run.store.all()]
      .filter(({ labels }) => labels.metric.startsWith('ALERTS'))
      .map(({ labels, count, stale, times }) => [
        labels.toString(),
        [...times.slice(0, count)],
        stale?.[(count ?? 1) - 1],
      ]);
    const rest = 'alertname="A"';
    expect(told).toEqual([
      [`{__name__="ALERTS", ${rest}, alertstate="pending", host="0", severity="page"}`, [0, MINUTE], 1],
      [`{__name__="ALERTS_FOR_STATE", ${rest}, host="0", severity="page"}`, [0, MINUTE, 2 * MINUTE], 1],
      [
        `{__name__="ALERTS", ${rest}, alertstate="firing", host="0", severity="page"}`,
        [MINUTE, 2 * MINUTE],
        1,
      ],
    ]);
  });
});

describe('a rule', () => {
  it('whose labels make two alerts one fails, and its alerts stay as they were', () => {
    const run = started(groupOf('  - {alert: A, expr: x > 0, labels: {host: all}}\n'));
    expect(run.minute(1)).toEqual(['firing']);
    expect(run.minute(1, 1)).toEqual(['firing']);
    expect(run.problems()).toEqual([
      'vector contains metrics with the same labelset after applying alert labels',
    ]);
    expect(run.minute(1, 0)).toEqual(['firing']);
    expect(run.problems()).toEqual([null]);
  });

  it('that cannot be evaluated leaves its alerts as they were', () => {
    const run = started(groupOf('  - {alert: A, expr: x * on(job) x > 0}\n'));
    expect(run.minute(1)).toEqual(['firing']);
    expect(run.minute(1, 1)).toEqual(['firing']);
    expect(run.problems()).toEqual([expect.stringContaining('many-to-many matching not allowed')]);
  });

  it('with more alerts than its limit loses them all', () => {
    const run = started(groupOf('  - {alert: A, expr: x > 0}\n', '  limit: 1\n'));
    expect(run.minute(1)).toEqual(['firing']);
    expect(run.minute(1, 1)).toEqual([]);
    expect(run.problems()).toEqual(['exceeded limit of 1 with 2 alerts']);
  });

  it('sees what the rules before it have written in the same evaluation', () => {
    const run = started(groupOf('  - {record: y, expr: x + 1}\n  - {alert: A, expr: y > 1}\n'));
    expect(run.minute(1)).toEqual(['firing']);
  });

  it('marks the series that it no longer writes as ended', () => {
    const run = started(groupOf('  - {record: y, expr: x > 0}\n'));
    run.minute(1, 1);
    run.minute(1, 0);
    const ended = [...run.store.all()].filter(({ labels }) => labels.metric === 'y');
    expect(ended.map(({ labels, count, stale }) => [labels.get('host'), count, stale?.[1] ?? 0])).toEqual([
      ['0', 2, 0],
      ['1', 2, 1],
    ]);
  });

  it('goes on when the store fails, with its alerts as they are', () => {
    const store = memoryStore();
    const failing = {
      ...store,
      append: () => {
        throw new Error('database or disk is full');
      },
    };
    store.append(Labels.of({ __name__: 'x' }), 0, 1);
    const group = groupOf('  - {alert: A, expr: x > 0}\n  - {alert: B, expr: x > 0}\n');
    const { rules } = evaluateGroup(newGroupState(group, { restored: true }), 0, { store: failing });
    expect(rules.map((it) => [it.problem, it.alerts.size])).toEqual([
      ['database or disk is full', 1],
      ['database or disk is full', 1],
    ]);
  });

  it('that writes twice what it wrote otherwise is refused by the store', () => {
    const run = started(groupOf('  - {record: y, expr: vector(1)}\n  - {record: y, expr: vector(2)}\n'));
    run.minute(1);
    expect(run.problems()).toEqual([null, 'duplicate sample for timestamp']);
  });
});

describe('a restart', () => {
  const rules = (forText: string) => `  - {alert: A, expr: x > 0, for: ${forText}}\n`;

  /** Ten minutes of an active alert, a dark time, one evaluation, the restore: since when it is active then. */
  function activeAfter(forText: string, darkMinutes: number): number | undefined {
    const store = memoryStore();
    const before = started(groupOf(rules(forText)), store);
    for (let minute = 0; minute <= 10; minute += 1) before.minute(1);
    const backMs = (10 + darkMinutes) * MINUTE;
    store.append(Labels.of({ __name__: 'x', host: '0' }), backMs, 1);
    const fresh = evaluateGroup(newGroupState(groupOf(rules(forText)), { restored: false }), backMs, {
      store,
    });
    const restored = restoreGroup(fresh, backMs, { source: store });
    const [alert] = restored.rules[0]?.alerts.values() ?? [];
    return alert === undefined ? undefined : alert.activeAtMs / MINUTE;
  }

  it('does not count the time in the dark', () => {
    // Active for 10 of 60 minutes when it went dark for 5: 50 remain.
    expect(activeAfter('1h', 5)).toBe(5);
  });

  it('leaves at least ten minutes before what was waiting fires', () => {
    // 5 of 15 minutes would remain: it fires ten minutes after the return at minute 15.
    expect(activeAfter('15m', 5)).toBe(10);
  });

  it('lets what was firing fire again', () => {
    expect(activeAfter('10m', 5)).toBe(0);
  });

  it('begins anew where waiting is shorter than the grace, and after an hour in the dark', () => {
    expect(activeAfter('5m', 5)).toBe(15);
    expect(activeAfter('1h', 61)).toBe(71);
  });
});
