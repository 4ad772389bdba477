import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { loadProfile } from '../connect/profile/load.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { openControlCenter } from '../control-center.ts';
import { silentLog } from '../kernel/log.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { createRedactor } from '../kernel/redaction.ts';

const ROUND_MS = 15_000;
const WINDOW_MS = 32 * ROUND_MS;
const never = new AbortController().signal;

let sandbox: Sandbox;
let folder: string;
let clock: ManualClock;
let center: ControlCenter;

beforeAll(async () => {
  sandbox = await startSandbox();
  folder = await mkdtemp(join(tmpdir(), 'acgs-baselines-'));
  clock = manualClock();
  center = await openControlCenter({
    profile: await loadProfile(sandbox.profilePath),
    dataDirectory: folder,
    clock,
    log: silentLog,
    redactor: createRedactor(),
    env: process.env,
  });
}, 120_000);

afterAll(async () => {
  await Promise.all([center?.close(), clock?.advance(10_000)]);
  await sandbox?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** Looks at the real sandbox in every round. While answers come from outside the clock goes on, slower than life. */
async function pass(ms: number): Promise<void> {
  const end = clock.now() + ms;
  while (clock.now() < end) {
    let looking = true;
    const look = center.health.check().finally(() => {
      looking = false;
    });
    while (looking) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await clock.advance(1);
    }
    await look;
    await clock.advance(ROUND_MS - (clock.now() % ROUND_MS));
  }
}

describe('a baseline of the practice system', () => {
  it('is of every service and store, and a fault that makes one slow is the one thing that is worse', async () => {
    const from = clock.now();
    await pass(WINDOW_MS);
    const iso = (at: number) => new Date(at).toISOString();
    const parameters = { name: 'default', from: iso(from), to: iso(clock.now()), systems: [] };
    const outcome = await center.door.perform(center.baselines.operations.record, parameters, {
      readOnly: false,
      yes: true,
      signal: never,
    });
    expect(outcome.verification.ok).toBe(true);
    const { figures, versions } = center.baselines.current('default');
    const timed = figures.filter(({ figure }) => figure === 'response-time');
    expect(timed).toHaveLength(18);
    expect(timed.every(({ samples }) => samples >= 30)).toBe(true);
    expect(figures.map(({ figure }) => figure)).toEqual(
      expect.arrayContaining(['response-time-p95', 'compliance', 'cache-hits']),
    );
    expect(versions.find(({ system }) => system === 'governance')).toMatchObject({
      reported: expect.stringMatching(/^\d+\.\d+/),
      mixed: false,
    });

    await sandbox.setFault('service-slow=integrity:400', true);
    await pass(WINDOW_MS);
    const found = await center.baselines.compare({ at: clock.now() });
    expect(found.verdict).toBe('worse');
    const slower = found.items.filter(
      ({ verdict, figure }) => verdict === 'worse' && figure.id === 'response-time',
    );
    expect(slower.map(({ system }) => system)).toEqual(['integrity']);
    expect(slower[0]?.words).toMatch(/^slower.* \(median \d+ → \d+ ms, n = 3\d\); outside/);
  }, 180_000);
});
