import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, toIso } from '../../kernel/clock.ts';
import { manualClock } from '../../kernel/manual-clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import type { StoredViolation } from '../../store/compliance/violations.ts';
import { openStore, type Store } from '../../store/index.ts';
import { createViolations } from './index.ts';

const START = Date.parse('2026-11-26T09:00:00Z');
const HOUR = 3_600_000;
let store: Store;
let folder: string;

beforeEach(async () => {
  store = openStore(':memory:', 60_000);
  folder = await mkdtemp(join(tmpdir(), 'acgs-violations-window-'));
});
afterEach(async () => {
  store.close();
  await rm(folder, { recursive: true });
});

const opened = (clock = systemClock(), logs = [join(folder, 'compliance_*.log')]) =>
  createViolations({
    records: store.violations,
    samples: store.samples,
    journal: { append: () => undefined },
    actor: () => ({ name: 'Reiko Imai', operator: null }),
    ...{ logs, clock, redactor: createRedactor() },
  });

const VIOLATION: StoredViolation = {
  ...{ id: 'v1', component: 'governance', rule: 'hash-integrity', severity: 'critical', source: 'check' },
  ...{ says: 'shows another hash', state: 'open', assignee: null, detectedAt: START, lastSeenAt: START },
  ...{ sightings: 1, verifiedAt: null },
};
const detect = () =>
  store.violations.insert(VIOLATION, {
    ...{ at: START, actor: 'control-center', state: 'open', words: 'detected: shows another hash' },
  });
const assign = () =>
  store.violations.move({ ...VIOLATION, state: 'assigned', assignee: 'Kofi Osei' }, 'open', {
    ...{ at: START + HOUR, actor: 'Reiko Imai', state: 'assigned', words: 'assigned to Kofi Osei' },
  });

describe('violations for a screen', () => {
  it('come again after a change, also one of another process', async () => {
    const clock = manualClock(START);
    const frames = opened(clock).frames(null);
    expect((await frames.next()).value).toEqual({ items: [], leftOut: 0, hasLogs: true });
    detect();
    const next = frames.next();
    await clock.advance(3000);
    expect((await next).value).toMatchObject({ items: [{ id: 'v1', state: 'open', part: 'hash' }] });
    await frames.return();
  });

  it('are as they were at a moment in the past, and what is not kept is not made up', async () => {
    detect();
    assign();
    store.violations.seen('v1', START + 2 * HOUR, 5, 'shows a third hash');
    const violations = opened(manualClock(START + 3 * HOUR));
    expect(violations.list(START - 1)).toEqual([]);
    expect(violations.list(START + 1)).toMatchObject([
      {
        state: 'open',
        assignee: null,
        sightings: null,
        lastSeenAt: null,
        says: 'detected: shows another hash',
      },
    ]);
    expect(violations.list(START + HOUR)).toMatchObject([{ state: 'assigned', assignee: 'Kofi Osei' }]);
    expect(violations.list(START + 2 * HOUR)).toMatchObject([
      { sightings: 6, says: 'shows a third hash', lastSeenAt: toIso(START + 2 * HOUR) },
    ]);
    expect(violations.get('v1', START + 1).steps).toHaveLength(1);
    expect(violations.get('v1').steps).toHaveLength(2);
    expect(() => violations.get('v1', START - 1)).toThrow('There is no violation v1 by then');
  });
});

describe('the compliance log for a screen', () => {
  const line = (at: string, text: string) => `[${at}] WARNING: compliance_violation ${text}\n`;

  it('is searched for the newest lines, and for those of then', async () => {
    await writeFile(
      join(folder, 'compliance_20261126.log'),
      line('2026-11-26T07:00:00Z', 'one') +
        line('2026-11-26T08:00:00Z', 'two') +
        'compliance_violation three\n',
    );
    const violations = opened(manualClock(START));
    const found = (limit: number, at: number | null) =>
      violations.newest({ words: ['COMPLIANCE_violation'], limit, at, signal: undefined });
    expect(await found(2, null)).toMatchObject({
      total: 3,
      lines: [{ text: expect.stringContaining('two') }, { text: expect.stringContaining('three') }],
    });
    // A line that says no time may be of any.
    expect(await found(9, START - 1.5 * HOUR)).toMatchObject({
      total: 1,
      lines: [{ file: 'compliance_20261126.log', text: expect.stringContaining('one') }],
    });
    expect(JSON.stringify(await found(9, null))).not.toContain(folder);
  });

  it('is followed from now on, and only lines with every word are sent', async () => {
    const path = join(folder, 'compliance_20261126.log');
    await writeFile(path, 'compliance_violation before\n');
    const stop = new AbortController();
    const frames = opened().added(['compliance_violation', 'wanted'], stop.signal);
    expect((await frames.next()).value).toEqual({ lines: [], dropped: 0 });
    const next = frames.next();
    // Until it has looked where the file ends, what is added may be taken for what was there.
    const writing = setInterval(() => {
      void appendFile(path, 'compliance_violation other\ncompliance_violation wanted\n');
    }, 100);
    const frame = (await next).value;
    clearInterval(writing);
    const texts = new Set(frame?.lines.map(({ text }) => text));
    expect([...texts]).toEqual(['compliance_violation wanted']);
    stop.abort();
    expect(await frames.next()).toMatchObject({ done: true });
  });

  it('says so where the profile names none', async () => {
    const none = opened(manualClock(START), []);
    const search = () => none.newest({ words: [], limit: 1, at: null, signal: undefined });
    await expect(search()).rejects.toThrow('The profile names no compliance logs');
    expect(() => none.added([])).toThrow('The profile names no compliance logs');
  });
});
