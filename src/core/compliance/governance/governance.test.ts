import { describe, expect, it } from 'vitest';
import type { StoredAlert } from '../../store/alerts/index.ts';
import type { Check } from '../checks.ts';
import { answeredInTime } from './answered.ts';
import { auditChecks } from './audit.ts';
import { createGovernance } from './index.ts';
import { complianceMonitoringChecks } from './monitoring.ts';
import { riskChecks, stakeholderChecks } from './people.ts';
import { policyChecks } from './policies.ts';

const NOW = Date.UTC(2026, 5, 27, 9);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const values = (checks: readonly Check[]) => checks.map(({ value, moot }) => (moot ? 'moot' : value));
const good: Check = { source: 's', expected: 'e', value: 1, says: 'is', at: NOW };

it('weighs the five parts of governance as the guides do', async () => {
  const parts = { policy_enforcement: [good], compliance_monitoring: [good], audit_and_reporting: [good] };
  const collector = createGovernance(async () => ({
    ...{ ...parts, risk_management: [good], stakeholder_engagement: [{ ...good, value: 0.5 }] },
  }));
  const asked = { mode: 'production' as const, now: NOW, since: 0, signal: undefined, tell: () => {} };
  const items = await collector.collect(asked);
  expect(items.map(({ weight, counts }) => [weight, counts])).toEqual([
    ...[
      [0.25, 1],
      [0.25, 1],
      [0.2, 1],
      [0.15, 1],
      [0.15, 0.5],
    ],
  ]);
});

it('takes policies for enforced only where a forbidden one was rejected', () => {
  const counted = { total: 3, at: NOW };
  expect(values(policyChecks({ rejected: true, says: 'rejects' }, counted, NOW))).toEqual([1, 1]);
  expect(values(policyChecks({ rejected: false, says: 'accepts' }, counted, NOW))).toEqual([0, 1]);
  expect(values(policyChecks({ rejected: null, says: 'answers HTTP 500' }, null, NOW))).toEqual([null, null]);
  expect(policyChecks('connection refused', counted, NOW)[0]).toMatchObject({
    value: null,
    says: 'connection refused',
  });
});

it('takes compliance for monitored only while it is measured', () => {
  const rules = [{ name: 'R', expression: 'target{target="compliance"}', state: 'good' as const, why: null }];
  const looks = { scoresAt: NOW, violationsAt: null, rules, now: NOW };
  expect(values(complianceMonitoringChecks(looks))).toEqual([1, null, 1, 0]);
});

describe('audit and reporting', () => {
  const whole = { size: 9, problem: null, anchored: { size: 9, at: NOW } };

  it('needs a trail of today, a whole journal and an anchor', () => {
    expect(values(auditChecks(NOW - HOUR, whole, NOW))).toEqual([1, 1, 1]);
    expect(values(auditChecks(NOW - 26 * HOUR, { ...whole, anchored: null }, NOW))).toEqual([0, 1, 0]);
    expect(values(auditChecks('refused', { ...whole, problem: 'damaged' }, NOW))).toEqual([null, 0, 1]);
  });

  it('has no occasion for a journal before the first entry', () => {
    expect(values(auditChecks(null, { size: 0, problem: null, anchored: null }, NOW))).toEqual([
      null,
      'moot',
      'moot',
    ]);
  });
});

describe('risk management', () => {
  const role = (name: string, isNamed = true) => ({ role: name, isNamed });

  it('needs answers in time, names, and critical rules that can fire', () => {
    const critical = [{ name: 'R', expression: 'x', state: 'blind' as const, why: null }];
    const looks = {
      answered: { due: 4, inTime: 3 },
      roles: [role('CTO'), role('CEO', false)],
      critical,
      now: NOW,
    };
    const checks = riskChecks(looks);
    expect(values(checks)).toEqual([0.75, 0.5, 0]);
    expect(checks[1]?.says).toBe('the profile does not say how to reach CEO');
  });

  it('counts alerts whose time is over, and those that were answered', () => {
    const alert = (more: Partial<StoredAlert>): StoredAlert => ({
      ...{ id: '', rule: '', file: '', group: '', name: '', level: 'critical', labels: {}, annotations: {} },
      ...{ state: 'firing', value: 0, activeAt: 0, firedAt: NOW - HOUR, endedAt: null, blindSince: null },
      ...{ ackedBy: null, ackedAt: null, ackNote: null, escalated: 0 },
      ...more,
    });
    const alerts = [
      alert({ ackedAt: NOW - 50 * MINUTE }),
      alert({ ackedAt: NOW - 40 * MINUTE }),
      alert({}),
      alert({ firedAt: NOW - 5 * MINUTE }),
      alert({ endedAt: NOW - 55 * MINUTE }),
      alert({ firedAt: null }),
      alert({ level: 'info' }),
      alert({ firedAt: NOW - 48 * HOUR }),
    ];
    const responseMs = (level: string) => (level === 'info' ? null : 15 * MINUTE);
    expect(answeredInTime(alerts, responseMs, { since: NOW - 24 * HOUR, now: NOW })).toEqual({
      due: 3,
      inTime: 1,
    });
  });
});

it('takes stakeholders for engaged where they answer, sign and are named', () => {
  const deployments = { total: 2, approved: 2, approvers: ['a', 'b'], newestAt: NOW };
  const looks = { requests: { asked: 2, answered: 1 }, deployments, named: 4, now: NOW };
  expect(values(stakeholderChecks(looks))).toEqual([0.5, 1, 1]);
  const none = { requests: { asked: 0, answered: 0 }, deployments: null, named: 0, now: NOW };
  expect(values(stakeholderChecks(none))).toEqual(['moot', null, 0]);
  expect(values(stakeholderChecks({ ...looks, requests: 'the journal cannot be read' }))[0]).toBeNull();
});
