import { describe, expect, it } from 'vitest';
import type { RouteLoad } from '../observe/load/routes.ts';
import { partTimes } from '../observe/load/routes.ts';
import { judgeNetwork, type Usual } from './network.ts';

const route = (own: Partial<RouteLoad>): RouteLoad => ({
  system: 'governance',
  source: 'GET /health',
  dnsMs: 1,
  connectMs: 2,
  tlsMs: null,
  firstByteMs: 40,
  transferMs: 1,
  responseMs: 44,
  asked: 5,
  failed: 0,
  parts: [],
  problem: null,
  ...own,
});

const judge = (routes: RouteLoad[], usual: Usual | null = { medianMs: 40, samples: 5000 }) =>
  judgeNetwork(routes, {
    usual: () => usual,
    deployment: (system) => (system === 'governance' ? 'gs-service' : null),
    response: { warning: 1500, critical: 2500 },
    at: 1000,
  });

describe('the way to a system', () => {
  it('is fine at its usual time, with the parts of the way', () => {
    const { suspects, fine, blind } = judge([route({})]);
    expect([suspects, blind]).toEqual([[], []]);
    expect(fine[0]).toMatchObject({
      what: 'Governance',
      says: '44 ms, usually 40 ms (DNS 1.0 ms, connect 2.0 ms)',
    });
  });

  it.each([
    ['a little slower', 100, 40, null],
    ['three times as slow, but not noticeably', 30, 10, null],
    ['three times as slow', 240, 80, 'warning'],
    ['ten times as slow', 900, 80, 'critical'],
    ["beyond the profile's warning, though it is usual", 1600, 1590, 'warning'],
    ["beyond the profile's critical level", 2600, 2590, 'critical'],
  ])('%s: %d ms where %d ms are usual is %s', (_, responseMs, medianMs, level) => {
    const { suspects } = judge([route({ responseMs, firstByteMs: responseMs - 4 })], {
      medianMs,
      samples: 100,
    });
    expect(suspects[0]?.level ?? null).toBe(level);
  });

  it('without a usual time is held against the limits alone, and says so', () => {
    const { suspects, blind } = judge([route({ responseMs: 1400, firstByteMs: 1396 })], null);
    expect(suspects).toEqual([]);
    expect(blind).toEqual([
      expect.objectContaining({ what: 'What is usual for Governance', essential: false }),
    ]);
  });

  it('is explained by the part of it that takes most', () => {
    const [own] = judge([route({ responseMs: 3000, firstByteMs: 2950, connectMs: 40 })]).suspects;
    expect(own?.sentence).toBe(
      'Governance takes 3.0 s to answer, 75 times its usual 40 ms; 99 % of it goes into its own work until the first byte.',
    );
    expect(own?.explains).toBeCloseTo(0.987, 2);
    expect(own?.delayMs).toBe(2960);
    expect(own?.advice.map(({ command }) => command)).toContain('acgs cluster scale gs-service --replicas N');

    const [far] = judge([route({ responseMs: 3000, dnsMs: 2900 })]).suspects;
    expect(far?.sentence).toContain('goes into finding its address (DNS)');
    expect(far?.advice).toEqual([{ says: expect.stringContaining('name servers'), command: null }]);
  });

  it('is explained by what it says of its own dependencies, where that is most of it', () => {
    const parts = [
      { part: 'redis', durationMs: 3 },
      { part: 'database', durationMs: 2800 },
    ];
    const [suspect] = judge([route({ responseMs: 3000, firstByteMs: 2950, parts })]).suspects;
    expect(suspect?.sentence).toContain('it says that its part database takes 2.8 s of that');
    expect(suspect?.evidence).toContainEqual(
      expect.objectContaining({ label: 'Its part database', value: 2800, source: 'what it says of itself' }),
    );
  });

  it.each([
    ['every answer', 5, 'critical'],
    ['one in five', 1, 'warning'],
  ])('is at fault with %s an error of its own', (_, failed, level) => {
    const [suspect] = judge([route({ failed })]).suspects;
    expect(suspect).toMatchObject({ kind: 'errors', level });
  });

  it('is a suspect when nobody answers, and unknown when we could not ask', () => {
    const nothing = { dnsMs: null, connectMs: null, firstByteMs: null, transferMs: null, responseMs: null };
    const gone = {
      code: 'unreachable' as const,
      message: 'Governance: refused',
      hint: null,
      retryable: true,
    };
    expect(judge([route({ ...nothing, problem: gone })]).suspects[0]).toMatchObject({
      kind: 'errors',
      level: 'critical',
      sentence: 'Governance: refused.',
    });
    const unset = { code: 'secret' as const, message: 'X is not set', hint: null, retryable: false };
    const { suspects, blind, fine } = judge([route({ ...nothing, problem: unset })]);
    expect([suspects, fine]).toEqual([[], []]);
    expect(blind).toEqual([expect.objectContaining({ why: 'X is not set', essential: true })]);
  });
});

describe('what a health report says its parts took', () => {
  it('counts only figures that name their unit', () => {
    const body = {
      dependencies: {
        database: { status: 'healthy', response_time_ms: 4.2 },
        queue: { latency_ms: 9 },
        search: { response_time: 3 },
        cache: 'connected',
        odd: { duration_ms: -1 },
      },
      checks: [{ name: 'x', duration_ms: 3 }],
    };
    expect(partTimes(JSON.stringify(body))).toEqual([
      { part: 'database', durationMs: 4.2 },
      { part: 'queue', durationMs: 9 },
    ]);
    expect(partTimes('<html>')).toEqual([]);
    expect(partTimes('null')).toEqual([]);
  });
});
