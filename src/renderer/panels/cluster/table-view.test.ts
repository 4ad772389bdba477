import { describe, expect, it } from 'vitest';
import type { WatchState } from '../../../contract/cluster.ts';
import { tableViewOf } from './table-view.ts';

const problem = { code: 'unreachable', message: 'Connection refused.', hint: null };
const OBSERVED_AT = '2025-06-27T09:00:00.000Z';

const watch = (phase: WatchState['phase'], more: Partial<WatchState> = {}): WatchState => ({
  phase,
  since: OBSERVED_AT,
  observedAt: OBSERVED_AT,
  problem: null,
  missing: [],
  ...more,
});

const stream = (state: WatchState | null, phase: 'loading' | 'live' | 'offline' | 'failed' = 'live') => ({
  phase,
  problem: phase === 'failed' ? problem : null,
  data: state && { watch: state },
});

describe('tableViewOf', () => {
  it('waits for the first frame, and says why when it fails', () => {
    expect(tableViewOf(stream(null, 'loading'), false)).toEqual({ kind: 'waiting' });
    expect(tableViewOf(stream(null, 'failed'), false)).toEqual({ kind: 'failed', problem });
  });

  it('waits while the watch connects, and says why when it cannot', () => {
    expect(tableViewOf(stream(watch('connecting')), false)).toEqual({ kind: 'waiting' });
    expect(tableViewOf(stream(watch('connecting', { problem })), false).kind).toBe('unreachable');
  });

  it('shows an empty cluster as rows: there are none, and that is known', () => {
    expect(tableViewOf(stream(watch('live')), false)).toMatchObject({ kind: 'rows', freshness: 'live' });
  });

  it('keeps showing rows that were seen, and never calls them live', () => {
    expect(tableViewOf(stream(watch('stale', { problem })), true)).toMatchObject({
      kind: 'rows',
      freshness: 'stale',
      problem,
    });
    expect(tableViewOf(stream(watch('connecting')), true)).toMatchObject({ freshness: 'stale' });
    expect(tableViewOf(stream(watch('live'), 'offline'), true)).toMatchObject({ freshness: 'offline' });
    expect(tableViewOf(stream(watch('live'), 'failed'), true)).toMatchObject({
      freshness: 'failed',
      problem,
    });
    expect(tableViewOf(stream(watch('forbidden', { problem })), true)).toMatchObject({
      freshness: 'forbidden',
    });
  });

  it('names the missing permission, or at least that one is missing', () => {
    const refused = { code: 'forbidden', message: 'May not list pods.', hint: null };
    expect(tableViewOf(stream(watch('forbidden', { problem: refused })), false)).toEqual({
      kind: 'forbidden',
      problem: refused,
    });
    expect(tableViewOf(stream(watch('forbidden')), false)).toMatchObject({ problem: { code: 'forbidden' } });
  });

  it('says that no cluster is configured, whatever else', () => {
    expect(tableViewOf(stream(watch('not-configured')), false)).toEqual({ kind: 'not-configured' });
  });
});
