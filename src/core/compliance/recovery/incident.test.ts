import { expect, it } from 'vitest';
import type { Assessment } from '../assessment.ts';
import type { Violation } from '../violations/index.ts';
import { incidentOf } from './incident.ts';

const SINCE = Date.parse('2026-11-26T09:10:00Z');
const violation: Violation = {
  ...{
    id: 'v1',
    component: 'integrity',
    rule: 'hash-integrity',
    severity: 'critical',
    source: 'check',
    part: 'hash',
  },
  ...{ says: 'shows another hash', state: 'verified', assignee: null, sightings: 3 },
  ...{ detectedAt: '2026-11-26T09:00:00.000Z', lastSeenAt: '2026-11-26T09:20:00.000Z' },
  verifiedAt: '2026-11-26T09:25:00.000Z',
};
const found: Assessment = {
  ...{ id: 'a', mode: 'emergency', since: '', expectedHash: 'x', verdict: 'compliant', parts: [] },
  ...{ checkedAt: '2026-11-26T09:25:00.000Z', score: { value: 1, atMost: 1, target: 0.95 } },
};

it('lasts from the first violation to the validation that found all well, and is held against half an hour', () => {
  const of = { found: { ...found, parts: [] }, since: SINCE, now: SINCE + 3_600_000 };
  expect(incidentOf({ ...of, violations: [violation] })).toMatchObject({
    begunAt: '2026-11-26T09:00:00.000Z',
    recoveredAt: '2026-11-26T09:25:00.000Z',
    tookMs: 25 * 60_000,
    withinTarget: true,
  });
  const early = { ...violation, detectedAt: '2026-11-26T08:00:00.000Z' };
  expect(incidentOf({ ...of, violations: [early] })).toMatchObject({ withinTarget: false });
});

it('goes on while the last validation found something, or was before it', () => {
  const now = SINCE + 60_000;
  const violated = { ...found, parts: [], verdict: 'violated' as const };
  expect(incidentOf({ found: violated, violations: [violation], since: SINCE, now }).recoveredAt).toBeNull();
  const before = { ...found, parts: [], checkedAt: '2026-11-26T09:05:00.000Z' };
  const incident = incidentOf({ found: before, violations: [violation], since: SINCE, now });
  expect(incident).toMatchObject({ recoveredAt: null, tookMs: 11 * 60_000 });
  expect(incident.lines.at(-1)).toBe('❔ Not recovered: 11.0 min so far, 30 min are the target');
});

it('leaves out what was over before anybody saw to it', () => {
  const over = { ...violation, verifiedAt: '2026-11-26T09:05:00.000Z' };
  const told = { ...violation, source: 'log', state: 'fixed', verifiedAt: null } as const;
  expect(incidentOf({ found: null, violations: [over, told], since: SINCE, now: SINCE })).toMatchObject({
    begunAt: null,
    tookMs: null,
    verdict: null,
  });
});
