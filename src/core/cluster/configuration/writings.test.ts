import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../store/index.ts';
import type { LastWritten } from './last-written.ts';
import { configMap, DATA, WRITTEN } from './testing/seen.ts';
import { recordValues, withKnownWritings } from './writings.ts';

const KEY = 'traffic_percentage';
const MINUTE = 60_000;

let store: Store;

beforeEach(() => {
  store = openStore(':memory:', 10 * MINUTE);
});
afterEach(() => store.close());

const holding = (share: string, by = 'helm') => configMap({ ...DATA, [KEY]: share }, by);

function seen(share: string, at: number): void {
  recordValues(store.facts, [holding(share)], at);
}

const known = (share: string, last = new Map<string, LastWritten>(), by = 'helm') =>
  withKnownWritings(holding(share, by), store.facts, last);

describe('when a key was written', () => {
  it('is what the API server says, with nothing recorded', () => {
    const map = known('100');
    expect(map.writerOf(KEY)).toEqual({ name: 'helm', at: WRITTEN });
    expect(map.isOldFor(KEY, WRITTEN - 1000)).toBe(true);
    expect(map.isOldFor(KEY, WRITTEN)).toBe(false);
  });

  it('is after it was seen to be something else, though the API server keeps an older time', () => {
    seen('100', WRITTEN + 5 * MINUTE);
    const map = known('10');
    expect(map.writerOf(KEY)?.at).toBe(WRITTEN + 5 * MINUTE);
    expect(map.isOldFor(KEY, WRITTEN + MINUTE)).toBe(true);
    expect(map.isOldFor(KEY, WRITTEN + 6 * MINUTE)).toBe(false);
  });

  it('is after we sent it, though nobody has looked in between', () => {
    const sentAt = WRITTEN + 5 * MINUTE;
    const last = new Map([[KEY, { value: '10', actor: 'alice', at: sentAt + 200, sentAt }]]);
    expect(known('10', last, 'acgs-control-center').isOldFor(KEY, WRITTEN + MINUTE)).toBe(true);
    expect(known('10', last, 'kubectl-edit').isOldFor(KEY, WRITTEN + MINUTE)).toBe(false);
  });

  it('does not matter to what began while it held the same, whatever it held in between', () => {
    seen('100', WRITTEN + MINUTE);
    seen('37', WRITTEN + 2 * MINUTE);
    seen('37', WRITTEN + 4 * MINUTE);
    seen('100', WRITTEN + 5 * MINUTE);
    const map = known('100');
    expect(map.isOldFor(KEY, WRITTEN + 30_000)).toBe(false);
    expect(map.isOldFor(KEY, WRITTEN + 3 * MINUTE)).toBe(true);
    expect(map.isOldFor(KEY, WRITTEN + 6 * MINUTE)).toBe(false);
    expect(map.isOldFor('mlops_enabled', WRITTEN + 3 * MINUTE)).toBe(false);
  });

  it('is kept without what was written', () => {
    seen('a password in the wrong place', WRITTEN);
    expect(JSON.stringify(store.facts.asOf(WRITTEN))).not.toContain('password');
  });
});
