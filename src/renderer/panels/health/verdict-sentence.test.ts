import { describe, expect, it } from 'vitest';
import type { SystemTile } from '../../../contract/health.ts';
import { isStale, nothingConfigured, reportText, verdictSentence } from './verdict-sentence.ts';

function tile(id: string, change: Partial<SystemTile> = {}): SystemTile {
  return {
    id,
    name: id,
    layer: 'core',
    status: 'operational',
    reported: null,
    httpStatus: 200,
    responseTimeMs: 12,
    version: null,
    hash: 'match',
    observedAt: '2025-06-27T09:00:00.000Z',
    reason: null,
    pods: null,
    detail: null,
    since: null,
    stale: false,
    ...change,
  };
}

function sentence(...tiles: SystemTile[]): string {
  const systems = tiles.filter(({ id, status }) => id !== 'cluster' && status !== 'not-configured');
  const operational = systems.filter(({ status }) => status === 'operational').length;
  return verdictSentence({ tiles, services: { operational, total: systems.length, systems } });
}

describe('verdictSentence', () => {
  it('is short when all is well', () => {
    expect(sentence(tile('a'), tile('b'), tile('cluster'))).toBe('All 2 operational.');
  });

  it('counts each kind of trouble, worst first', () => {
    expect(
      sentence(
        tile('a'),
        tile('b', { status: 'unknown' }),
        tile('c', { status: 'degraded' }),
        tile('d', { status: 'down' }),
        tile('e', { hash: 'mismatch' }),
      ),
    ).toBe('2 of 5 operational, one down, one degraded, one unknown, one hash mismatch.');
  });

  it('leaves out what is not configured', () => {
    expect(sentence(tile('a'), tile('b', { status: 'not-configured' }))).toBe('All 1 operational.');
  });

  it('names the cluster only when something is wrong with it', () => {
    expect(sentence(tile('a'), tile('cluster', { status: 'down' }))).toBe(
      'All 1 operational, the cluster down.',
    );
  });

  it('never says that all of nothing is operational', () => {
    expect(sentence(tile('a', { status: 'not-configured' }))).toBe('0 of 0 operational.');
  });
});

describe('reportText', () => {
  it('gives each line its sign, then which system and when', () => {
    const text = reportText({
      profile: 'acgs-production',
      checkedAt: '2025-06-27T09:00:00.000Z',
      lines: [
        { state: 'pass', text: 'All services operational' },
        { state: 'fail', text: '1 critical alert' },
        { state: 'unknown', text: 'Compliance: nobody reports it' },
      ],
    });
    expect(text.split('\n')).toEqual([
      '✅ All services operational',
      '❌ 1 critical alert',
      '❔ Compliance: nobody reports it',
      'acgs-production, checked 2025-06-27T09:00:00.000Z',
    ]);
  });
});

describe('isStale', () => {
  it('holds when everything configured is stale, not when one is', () => {
    const old = tile('a', { stale: true });
    expect(isStale({ tiles: [old, tile('b', { status: 'not-configured' })] })).toBe(true);
    expect(isStale({ tiles: [old, tile('b')] })).toBe(false);
    expect(isStale({ tiles: [] })).toBe(false);
  });
});

it('tells a profile that names nothing from one that names something', () => {
  const services = { operational: 0, total: 0, systems: [] };
  expect(nothingConfigured({ services, tiles: [tile('a', { status: 'not-configured' })] })).toBe(true);
  expect(nothingConfigured({ services, tiles: [tile('a', { status: 'unknown' })] })).toBe(false);
});
