import { describe, expect, it } from 'vitest';
import { manualClock } from '../../kernel/manual-clock.ts';
import type { NamespaceSafety, WorkloadSafety } from '../../observe/workload-safety.ts';
import type { Entry } from '../../store/journal/entry.ts';
import type { Check } from '../checks.ts';
import { createSafetyPatterns, type PatternId } from './index.ts';
import { isolationChecks } from './isolation.ts';
import { monitoringChecks, type WatchRule, watchedBy } from './monitoring.ts';
import { approvalRequests, type Journaled, ownOperations } from './own-operations.ts';
import { reviewChecks } from './review.ts';
import { rollbackChecks } from './rollback.ts';
import { validationChecks } from './validation.ts';

const NOW = Date.UTC(2026, 5, 27, 9);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const workload = (name: string, more: Partial<WorkloadSafety> = {}): WorkloadSafety => ({
  ...{ name, nonRoot: true, unprivileged: true, readOnlyRoot: true, seccomp: true, limits: true },
  ...{ isolated: true, hasPrevious: true },
  ...more,
});
const safety = (...workloads: WorkloadSafety[]): NamespaceSafety => ({
  ...{ workloads, policiesProblem: null, revisionsProblem: null },
});
const rule = (name: string, expression: string, state: WatchRule['state'] = 'good'): WatchRule => ({
  ...{ name, expression, state, why: state === 'good' ? null : 'Blind: nobody exports it' },
});
const values = (checks: readonly Check[]) => checks.map(({ value }) => value);

describe('the safety patterns', () => {
  const good: Check = { source: 's', expected: 'e', value: 1, says: 'is', at: NOW };
  const look = (bad: Partial<Record<PatternId, Check[]>>) => {
    const collector = createSafetyPatterns(async () => ({
      ...{ sandbox_isolation: [good], human_review_checkpoint: [good], rollback_mechanism: [good] },
      ...{ constitutional_compliance_check: [good], performance_monitoring: [good] },
      ...bad,
    }));
    const asked = { mode: 'production' as const, now: NOW, since: 0, signal: undefined, tell: () => {} };
    return collector.collect(asked);
  };

  it('count whole from 0.9 on, and not at all below', async () => {
    const tenth = { ...good, value: 0.89, says: 'is not' };
    const items = await look({
      rollback_mechanism: [tenth],
      sandbox_isolation: [{ ...good, value: 0.9 }],
    });
    expect(items.map(({ id, value, counts }) => [id, value, counts])).toEqual([
      ['sandbox_isolation', 0.9, 1],
      ['human_review_checkpoint', 1, 1],
      ['rollback_mechanism', 0.89, 0],
      ['constitutional_compliance_check', 1, 1],
      ['performance_monitoring', 1, 1],
    ]);
  });
});

describe('sandbox isolation', () => {
  it('is the share of deployments that keep each rule, and names those that do not', () => {
    const checks = isolationChecks(safety(workload('a'), workload('b', { nonRoot: false })), NOW);
    expect(values(checks)).toEqual([0.5, 1, 1, 1, 1, 1]);
    expect(checks[0]?.says).toBe('b may run as root');
  });

  it('is unknown without deployments, and where policies cannot be read', () => {
    expect(values(isolationChecks(safety(), NOW))).toEqual([null, null, null, null, null, null]);
    const forbidden = { ...safety(workload('a', { isolated: null })), policiesProblem: 'forbidden' };
    expect(isolationChecks(forbidden, NOW).at(-1)).toMatchObject({ value: null, says: 'forbidden' });
  });
});

describe('human review', () => {
  const deployed = { total: 4, approved: 3, approvers: ['a'], newestAt: NOW };

  it('is the share of operations and of deployments that a second person saw', () => {
    expect(values(reviewChecks({ approved: 3, brokenGlass: 1, newestAt: NOW }, deployed))).toEqual([
      0.75, 0.75,
    ]);
  });

  it('says nothing of what needed none, and knows nothing where nobody keeps it', () => {
    const none = { approved: 0, brokenGlass: 0, newestAt: null };
    expect(reviewChecks(none, { ...deployed, total: 0, approved: 0 }).every(({ moot }) => moot)).toBe(true);
    expect(reviewChecks(none, null)[1]).toMatchObject({
      value: null,
      says: expect.stringContaining('does not keep'),
    });
    const unread = { value: null, says: 'connection refused' };
    expect(reviewChecks(none, 'connection refused')[1]).toEqual(expect.objectContaining(unread));
    expect(values(reviewChecks('the journal cannot be read', deployed))).toEqual([null, 0.75]);
  });
});

describe('a rollback', () => {
  const looks = (more: Partial<Parameters<typeof rollbackChecks>[0]> = {}) =>
    rollbackChecks({
      ...{ safety: safety(workload('a')), done: [{ source: 'journal', at: NOW - HOUR, tookMs: 4 * MINUTE }] },
      ...{ doneProblem: null, hasSwitch: true, now: NOW },
      ...more,
    });

  it('needs a revision, a way back that was gone in time, and the switch', () => {
    expect(values(looks())).toEqual([1, 1, 1]);
    expect(values(looks({ safety: safety(workload('a', { hasPrevious: false })) }))).toEqual([0, 1, 1]);
    expect(values(looks({ hasSwitch: false }))).toEqual([1, 1, 0]);
  });

  it('goes by the last one that was done: one that took too long is none', () => {
    const slow = { source: 'journal', at: NOW - MINUTE, tookMs: 31 * MINUTE };
    const quick = { source: 'registry', at: NOW - HOUR, tookMs: MINUTE };
    expect(looks({ done: [quick, slow] })[1]).toMatchObject({ value: 0, source: 'journal' });
    expect(looks({ done: [{ ...slow, at: NOW - 2 * HOUR }, quick] })[1]).toMatchObject({
      value: 1,
      source: 'registry',
    });
  });

  it('is unknown where none was ever tried, or nobody can tell', () => {
    expect(looks({ done: [] })[1]).toMatchObject({
      ...{ value: null, says: 'no rollback of the last quarter is on record' },
    });
    expect(
      values(looks({ safety: 'unreachable', done: [], doneProblem: 'refused', hasSwitch: 'gone' })),
    ).toEqual([...[null, null, null]]);
  });
});

describe('monitoring', () => {
  it('is watched by a rule that can fire', () => {
    const rules = [rule('Old', 'x > 1', 'blind'), rule('New', 'x > 2')];
    expect(watchedBy(rules, 'x', /x/, NOW)).toMatchObject({ value: 1, says: 'New watches x' });
    expect(watchedBy(rules.slice(0, 1), 'x', /x/, NOW)).toMatchObject({
      ...{ value: 0, says: 'Old: blind: nobody exports it' },
    });
    expect(watchedBy([rule('Late', 'x', 'stale')], 'x', /x/, NOW).value).toBeNull();
    expect(watchedBy([], 'x', /x/, NOW)).toMatchObject({ value: 0, says: 'no rule watches x' });
  });

  it('is not known while no page is read', () => {
    expect(monitoringChecks([], null, NOW).at(-1)).toMatchObject({ value: null, at: null });
  });
});

describe('the compliance check itself', () => {
  const looks = (more: Partial<Parameters<typeof validationChecks>[0]> = {}) =>
    validationChecks({
      ...{ here: NOW - HOUR, bySystem: null, selfValidatedAt: NOW, counted: { total: 7, at: NOW } },
      ...{ rules: [rule('R', 'target{target="compliance"} < 0.9')], now: NOW },
      ...more,
    });

  it('ran lately, is done by services and their requests, and somebody is told', () => {
    expect(values(looks())).toEqual([1, 1, 1, 1]);
    expect(values(looks({ here: NOW - 26 * HOUR }))).toEqual([0, 1, 1, 1]);
    expect(values(looks({ here: NOW - 26 * HOUR, bySystem: NOW - HOUR }))).toEqual([1, 1, 1, 1]);
    expect(values(looks({ counted: { total: 0, at: NOW }, rules: [] }))).toEqual([1, 1, 0, 0]);
  });

  it('is not known where it was never seen', () => {
    expect(values(looks({ here: null, selfValidatedAt: null, counted: null }))).toEqual([
      null,
      null,
      null,
      1,
    ]);
    expect(looks({ here: null, bySystem: 'refused' })[0]?.says).toBe(
      'no earlier validation of compliance is on record: refused',
    );
  });
});

describe('what our own operations tell', () => {
  const entries: Entry[] = [];
  const journal: Journaled = {
    async list({ kind, since = 0, text }, { limit, before = Number.MAX_SAFE_INTEGER }) {
      const found = entries.filter(
        (it) =>
          it.kind === kind &&
          Date.parse(it.at) >= since &&
          it.index < before &&
          (text === undefined || JSON.stringify(it.data).includes(text)),
      );
      return { items: found.toReversed().slice(0, limit), total: found.length, isTotalExact: true };
    },
  };
  const journaled = (kind: string, at: number, data: Entry['data']) => {
    const index = entries.length;
    entries.push({
      index,
      at: new Date(at).toISOString(),
      kind,
      data,
      actor: '',
      subject: '',
      summary: '',
      leafHash: '',
    });
  };

  it('is who approved what, and how long a way back took', async () => {
    entries.length = 0;
    journaled('operation.intent', NOW - 3 * HOUR, {
      operationId: 'o1',
      operation: 'cluster.scale',
      approver: 'b',
    });
    journaled('operation.intent', NOW - 2 * HOUR, {
      operationId: 'o2',
      operation: 'cluster.scale',
      breakGlass: 'why',
    });
    journaled('operation.intent', NOW - HOUR, { operationId: 'o3', operation: 'cluster.undo' });
    journaled('operation.verification', NOW - HOUR + 5 * MINUTE, { operationId: 'o3', ok: true });
    journaled('operation.intent', NOW - MINUTE, { operationId: 'o4', operation: 'cluster.undo' });
    journaled('operation.verification', NOW, { operationId: 'o4', ok: false });
    for (let more = 0; more < 250; more += 1) {
      journaled('operation.intent', NOW, {
        operationId: `m${more}`,
        operation: 'cluster.restart',
        approver: 'c',
      });
    }
    const period = { reviewsSince: NOW - 2.5 * HOUR, rollbacksSince: NOW - 24 * HOUR };
    expect(await ownOperations(journal, period, { clock: manualClock(NOW), signal: undefined })).toEqual({
      reviews: { approved: 250, brokenGlass: 1, newestAt: NOW },
      rollbacks: [{ source: 'journal', at: NOW - HOUR, tookMs: 5 * MINUTE }],
    });
  });

  it('is how many requests for an approval were answered', async () => {
    entries.length = 0;
    for (const kind of ['requested', 'requested', 'requested', 'approved', 'withdrawn']) {
      journaled(`approval.${kind}`, NOW, null);
    }
    expect(await approvalRequests(journal, 0, undefined)).toEqual({ asked: 2, answered: 1 });
  });
});
