import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openControlCenter } from '../control-center.ts';
import { silentLog } from '../kernel/log.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { openStore } from '../store/index.ts';
import { judge } from './judge.ts';
import { createRecorder } from './recorder.ts';

const MAX_GAP_MS = 40_000;
const ROUND_MS = 15_000;
const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'acgs-past-'));
  undo.push(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** Two hours of a service that is down from the 60th minute to the 70th, as an earlier run wrote it down. */
function recordFault(directory: string, startAt: number): void {
  const store = openStore(directory, MAX_GAP_MS);
  const recorder = createRecorder(store);
  for (let at = startAt; at < startAt + 2 * 3_600_000; at += ROUND_MS) {
    const minute = (at - startAt) / 60_000;
    const down = minute >= 60 && minute < 70;
    recorder.system(
      judge({
        info: { id: 'governance', name: 'Governance', layer: 'core' },
        sight: 'probe',
        observation: {
          subject: 'governance',
          source: 'GET /health',
          observedAt: at,
          durationMs: 5,
          result: {
            ok: true,
            value: {
              status: down ? 'down' : 'operational',
              reason: down ? 'connection refused' : null,
              reported: down ? null : 'healthy',
              httpStatus: down ? null : 200,
              responseTimeMs: down ? null : 10 + minute,
              version: minute < 90 ? '3.1.0' : '3.2.0',
              hash: 'match',
              hashSeen: [],
              parts: [],
              detail: null,
              figures: { constitutional_compliance: 0.97 },
            },
          },
        },
        pods: null,
        now: at,
        staleAfterMs: 55_000,
      }),
    );
  }
  store.close();
}

async function open(directory: string, clock: ManualClock) {
  const center = await openControlCenter({
    // Nothing listens there: whatever is shown comes from the record.
    profile: {
      name: 'test',
      environment: 'staging',
      services: { governance: { url: 'http://127.0.0.1:1' } },
    },
    dataDirectory: directory,
    clock,
    log: silentLog,
    redactor: createRedactor(),
    env: {},
  });
  undo.push(() => center.close());
  return center;
}

async function first<T>(frames: AsyncGenerator<T, void, void>): Promise<T> {
  const { value, done } = await frames.next();
  if (done) throw new Error('There was no frame.');
  return value;
}

describe('the board of a past moment', () => {
  const START = Date.UTC(2026, 5, 27, 9, 0, 0);
  const minute = (count: number) => START + count * 60_000;

  async function boardAt(at: number) {
    const directory = folder();
    recordFault(directory, START);
    const { health } = await open(directory, manualClock(minute(300)));
    const board = await first(health.frames(undefined, at));
    return { board, tile: board.tiles.find(({ id }) => id === 'governance') };
  }

  it('is as it was before a fault, within it and after it', async () => {
    const before = await boardAt(minute(59.9));
    expect(before.tile).toMatchObject({ status: 'operational', since: iso(START), responseTimeMs: 69.8 });
    const within = await boardAt(minute(65));
    expect(within.tile).toMatchObject({
      status: 'down',
      reason: 'connection refused',
      since: iso(minute(60)),
      responseTimeMs: null,
      stale: false,
    });
    expect(within.board.findings[0]).toMatchObject({ system: 'governance', level: 'critical' });
    expect(within.board.verdict).toBe('fail');
    const after = await boardAt(minute(80));
    expect(after.tile).toMatchObject({ status: 'operational', since: iso(minute(70)), version: '3.1.0' });
    expect(after.board.activity[0]).toMatchObject({ subject: 'Governance', text: 'is operational' });
    expect(after.board.checkedAt).toBe(iso(minute(80)));
  });

  it('knows the figures of the look before the moment and none from later', async () => {
    const { board, tile } = await boardAt(minute(30) + 5000);
    expect(tile).toMatchObject({ observedAt: iso(minute(30)), responseTimeMs: 40 });
    expect(board.compliance).toEqual({ value: 0.97, state: 'met' });
    const last = board.kpis.find(({ id }) => id === 'response-time');
    expect(last?.value).toBe(40);
  });

  it('is unknown, never good, where nobody looked, and tells how long and what it was', async () => {
    const { board, tile } = await boardAt(minute(180));
    expect(tile).toMatchObject({ status: 'unknown', stale: true, observedAt: iso(minute(119.75)) });
    expect(tile?.reason).toMatch(/nobody had looked for 3615 s; it was operational/);
    expect(board.lines[0]).toMatchObject({ state: 'unknown' });
    expect(board.verdict).not.toBe('pass');
  });

  it('is unknown before anything was recorded', async () => {
    const { board, tile } = await boardAt(START - 1);
    expect(tile).toMatchObject({ status: 'unknown', observedAt: null });
    expect(board.verdict).toBe('unknown');
  });
});

describe('a start without a network', () => {
  it('shows at once what was last known, as old as it is and never good, until something answers', async () => {
    const directory = folder();
    const clock = manualClock();
    recordFault(directory, clock.now() - 5 * 3_600_000);
    const { health } = await open(directory, clock);
    const board = await first(health.frames());
    const tile = board.tiles.find(({ id }) => id === 'governance');
    expect(tile).toMatchObject({
      status: 'unknown',
      stale: true,
      version: '3.2.0',
      reason: 'not looked at yet; it was operational',
      observedAt: iso(clock.now() - 3 * 3_600_000 - ROUND_MS),
    });
    expect(board.lastCheckAt).toBe(tile?.observedAt);
    expect(board.verdict).not.toBe('pass');

    const report = await health.check();
    expect(report.services.systems.find(({ id }) => id === 'governance')).toMatchObject({
      status: 'down',
      observedAt: iso(clock.now()),
    });
  });
});

describe('the timeline', () => {
  it('marks what changed, hatches when nobody looked, and finds the nearest change', async () => {
    const directory = folder();
    const clock = manualClock();
    const start = clock.now() - 5 * 3_600_000;
    recordFault(directory, start);
    const { time } = await open(directory, clock);
    const at = (count: number) => start + count * 60_000;
    const { gaps, marks } = time.timeline({ from: at(-60), to: clock.now() });
    expect(marks.map(({ at: when, level, system }) => [when, level, system])).toEqual([
      [iso(at(60)), 'critical', 'governance'],
      [iso(at(70)), 'good', 'governance'],
    ]);
    expect(gaps).toEqual([
      { from: iso(at(-60)), to: iso(start) },
      { from: iso(at(119.75)), to: iso(clock.now()) },
    ]);
    expect(time.nearestChange(clock.now(), 'before')?.at).toBe(iso(at(70)));
    expect(time.nearestChange(at(70), 'before')?.at).toBe(iso(at(60)));
    expect(time.nearestChange(at(60), 'after')?.at).toBe(iso(at(70)));
    expect(time.nearestChange(at(70), 'after')).toBeNull();
    expect(time.extent()).toMatchObject({ firstAt: iso(start), keptSince: null });
  });
});

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
