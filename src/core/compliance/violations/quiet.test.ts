import { describe, expect, it } from 'vitest';
import type { StoredViolation } from '../../store/compliance/violations.ts';
import { openStore } from '../../store/index.ts';
import { QUIET_MS, quietSince } from './quiet.ts';

const NOW = Date.parse('2026-11-26T09:00:00Z');
const MINUTE = 60_000;
const FIXED = NOW - QUIET_MS - MINUTE;

const violation = (source: StoredViolation['source']): StoredViolation => ({
  ...{ id: 'v', component: 'governance', rule: 'bias', severity: 'critical', source, says: 'seen' },
  ...{ state: 'fixed', assignee: null, detectedAt: FIXED - 9000, lastSeenAt: FIXED - 5000 },
  ...{ sightings: 1, verifiedAt: null },
});

/** A counter that is read every so often, with what it shows so many minutes ago. */
function counted(everyMinutes: number, valueAt: (minutesAgo: number) => number) {
  const store = openStore(':memory:', MINUTE);
  const labels = { system: 'governance', violation_type: 'bias' };
  for (let ago = 1500; ago >= 0; ago -= everyMinutes) {
    const value = valueAt(ago);
    const samples = [{ name: 'acgs_constitutional_violations_total', labels, value }];
    store.samples.record(NOW - ago * MINUTE, samples);
  }
  const said = quietSince(violation('counter'), FIXED, { now: NOW, samples: store.samples, logs: null });
  store.close();
  return said;
}

describe('what a counter told of', () => {
  it.each<[string, number, (ago: number) => number]>([
    ['rose', 15, (ago) => (ago > 700 ? 5 : 6)],
    ['began anew', 15, (ago) => (ago > 700 ? 5 : 0)],
    ['was not read for hours', 120, () => 5],
  ])('is not over when it %s', (_, everyMinutes, valueAt) => {
    expect(counted(everyMinutes, valueAt)).toBeNull();
  });

  it('is over when it was read for a day and did not rise', () => {
    expect(counted(15, () => 5)).toBe(
      'its counter was read 97 times from 2026-11-25T09:00:00.000Z to 2026-11-26T09:00:00.000Z and did not rise',
    );
  });
});

describe('what a log told of', () => {
  const store = openStore(':memory:', MINUTE);
  const read = { since: NOW - QUIET_MS, writtenAt: NOW - MINUTE };
  const said = (of: StoredViolation, fixedAt: number, logs: typeof read | null) =>
    quietSince(of, fixedAt, { now: NOW, samples: store.samples, logs });
  const told = violation('log');

  it('is over when the logs were read for a day, were written to, and hold no more of it', () => {
    expect(said(told, FIXED, read)).toMatch(
      /^the compliance logs were read from 2026-11-25T09:00:00.000Z to .* no further line of it$/,
    );
  });

  it.each<[string, StoredViolation, number, typeof read | null]>([
    ['it is too soon', told, FIXED + 2 * MINUTE, read],
    ['it was seen since', { ...told, lastSeenAt: FIXED + 1 }, FIXED, read],
    ['not all was read', told, FIXED, { ...read, since: NOW - MINUTE }],
    ['nobody writes to them', told, FIXED, { ...read, writtenAt: FIXED - 1 }],
    ['they cannot be read', told, FIXED, null],
    ['a check is what looks', violation('check'), FIXED, read],
  ])('is not over when %s', (_, of, fixedAt, logs) => {
    expect(said(of, fixedAt, logs)).toBeNull();
  });
});
