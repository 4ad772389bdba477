import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { loadProfile } from '../connect/profile/load.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { openControlCenter } from '../control-center.ts';
import { silentLog } from '../kernel/log.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { createRedactor } from '../kernel/redaction.ts';

const ROUND_MS = 15_000;

let sandbox: Sandbox;
let folder: string;
let clock: ManualClock;
let center: ControlCenter;

async function open(): Promise<ControlCenter> {
  const opened = await openControlCenter({
    profile: await loadProfile(sandbox.profilePath),
    dataDirectory: folder,
    clock,
    log: silentLog,
    redactor: createRedactor(),
    env: process.env,
  });
  opened.alerts.start();
  return opened;
}

/**
 * Looks at the real sandbox in every round; the rules are evaluated as the clock passes. While answers come from
 * outside the clock goes on, slower than life: faster, and a busy machine would look like a slow service.
 */
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

const standing = (state: 'pending' | 'firing' | 'resolved') =>
  center.alerts
    .frame()
    .items.filter((it) => it.state === state)
    .map(({ name, level, system }) => `${level} ${name} ${system ?? '-'}`)
    .toSorted();

const journaled = async (id: string) =>
  (await center.journal.list({ subject: `alert ${id}` }, { limit: 100 })).items
    .map(({ kind }) => kind)
    .reverse();

beforeAll(async () => {
  sandbox = await startSandbox();
}, 120_000);
afterAll(() => sandbox.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-alerts-'));
  clock = manualClock();
  center = await open();
});
afterEach(async () => {
  for (const fault of sandbox.faults()) await sandbox.setFault(fault, false);
  await Promise.all([center.close(), clock.advance(10_000)]);
  await rm(folder, { recursive: true });
});

describe('faults of the practice system raise the alerts that they concern, and no others', () => {
  it('nothing fires while all is well', async () => {
    await pass(6 * 60_000);
    expect(standing('firing')).toEqual([]);
    expect(standing('pending')).toEqual([]);
  }, 120_000);

  it.each([
    ['service-down=governance', 45_000, ['critical ServiceDown governance']],
    ['database-down', 45_000, ['critical DatabaseConnectionFailure postgres']],
    ['redis-down', 45_000, ['warning StoreDown redis']],
    ['cluster-down', 60_000, ['critical ClusterUnreachable cluster']],
    [
      'compliance-drop',
      90_000,
      [
        'critical ConstitutionalComplianceCritical -',
        'critical MLOpsConstitutionalViolation -',
        'warning ConstitutionalComplianceLow -',
      ],
    ],
    ['accuracy-drop', 330_000, ['warning MLOpsModelAccuracyDrop -', 'warning ModelAccuracyDegraded -']],
  ])(
    '%s',
    async (fault, withinMs, expected) => {
      await pass(30_000);
      expect(standing('firing')).toEqual([]);
      await sandbox.setFault(fault, true);
      await pass(withinMs + ROUND_MS);
      expect(standing('firing')).toEqual(expected);
      // One that only waited may be here too, and goes without a trace.
      const ids = center.alerts.frame().items.flatMap(({ id, state }) => (state === 'firing' ? [id] : []));
      expect(ids).toHaveLength(expected.length);
      await sandbox.setFault(fault, false);
      await pass(3 * ROUND_MS);
      expect(standing('firing')).toEqual([]);
      expect(standing('resolved')).toEqual(expected);
      for (const id of ids) expect(await journaled(id)).toEqual(['alert.firing', 'alert.resolved']);
    },
    240_000,
  );
});
