import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { faultCatalogue } from '../../sandbox/faults/catalogue.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { serviceIds } from '../../sandbox/services/catalogue.ts';
import { loadProfile } from '../connect/profile/load.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { openControlCenter } from '../control-center.ts';
import { silentLog } from '../kernel/log.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { createRedactor } from '../kernel/redaction.ts';

const SECOND = 1000;
/** Of looks, and of evaluations. */
const ROUND = 15 * SECOND;
/** A look begins so long before the evaluation: the slowest one has come back by then. */
const LOOK_AHEAD = 7 * SECOND;
/** Longer than any critical alert of the guides waits. */
const SOME_ROUNDS = 5;
/** The first look after the fault still sees requests from before its end. */
const ROUNDS_TO_CLEAR = 2;

let sandbox: Sandbox;
let folder: string;
let clock: ManualClock;
let center: ControlCenter;

beforeAll(async () => {
  clock = manualClock();
  // The practice system serves as many requests as pass on the driven clock, not on the machine's.
  sandbox = await startSandbox({ now: () => clock.now() });
}, 120_000);
afterAll(() => sandbox.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-alerts-'));
  center = await openControlCenter({
    profile: await loadProfile(sandbox.profilePath),
    dataDirectory: folder,
    clock,
    log: silentLog,
    redactor: createRedactor(),
    env: process.env,
  });
  center.alerts.start();
});
afterEach(async () => {
  for (const fault of sandbox.faults()) await sandbox.setFault(fault, false);
  await Promise.all([center.close(), clock.advance(10 * SECOND)]);
  await rm(folder, { recursive: true });
});

/**
 * A round: time passes, everything is really looked at, and the rules are evaluated. While answers come from outside
 * the clock goes on, slower than life: faster, and a busy machine would look like a slow service.
 */
async function round(): Promise<void> {
  const evaluation = (Math.floor(clock.now() / ROUND) + 1) * ROUND;
  await clock.advance(Math.max(0, evaluation - LOOK_AHEAD - clock.now()));
  let looking = true;
  const looked = center.health.check().finally(() => {
    looking = false;
  });
  while (looking) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    await clock.advance(1);
  }
  await looked;
  if (clock.now() < evaluation) await clock.advance(evaluation - clock.now());
}

async function rounds(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await round();
}

const items = () => center.alerts.frame().items;
const standing = (state: 'pending' | 'firing' | 'resolved') =>
  items()
    .filter((it) => it.state === state)
    .map(({ name, level, system }) => `${level} ${name} ${system ?? '-'}`)
    .toSorted();

const journaled = async (id: string) =>
  (await center.journal.list({ subject: `alert ${id}` }, { limit: 100 })).items
    .map(({ kind }) => kind)
    .reverse();

/** The `for` of an alert's rule, in milliseconds. */
const forMsOf = (name: string) => center.alerts.frame().rules.find((rule) => rule.name === name)?.forMs ?? 0;

interface Case {
  faults: readonly string[];
  /** `level name system`, in alphabetical order: all that fire, and no others. */
  alerts: readonly string[];
  /** Rounds until it can be seen at all: who hangs is given the time to answer first. */
  unseenFor?: number;
}

const LOW_COMPLIANCE = [
  'critical ConstitutionalComplianceCritical -',
  'critical MLOpsConstitutionalViolation -',
  'warning ConstitutionalComplianceLow -',
];

const CASES: readonly Case[] = [
  { faults: [], alerts: [] },
  { faults: ['service-down=governance'], alerts: ['critical ServiceDown governance'] },
  {
    faults: ['service-errors=integrity:1'],
    alerts: ['critical ErrorRateCritical -', 'critical ServiceDown integrity'],
  },
  { faults: ['service-errors=authentication:0.3'], alerts: ['critical ErrorRateCritical -'] },
  { faults: ['service-slow=governance:1800'], alerts: ['warning ResponseTimeHigh -'] },
  {
    faults: ['service-slow=governance:3000'],
    alerts: ['critical ResponseTimeCritical -', 'warning ResponseTimeHigh -'],
  },
  { faults: ['metrics-gone'], alerts: [] },
  { faults: ['database-down'], alerts: ['critical DatabaseConnectionFailure postgres'] },
  { faults: ['redis-down'], alerts: ['warning StoreDown redis'] },
  { faults: ['objects-down'], alerts: ['warning StoreDown objects'] },
  { faults: ['influx-down'], alerts: ['warning StoreDown influx'] },
  { faults: ['cluster-down'], alerts: ['critical ClusterUnreachable cluster'] },
  { faults: ['cluster-hang'], alerts: ['critical ClusterUnreachable cluster'], unseenFor: 1 },
  { faults: ['node-pressure'], alerts: ['warning HighMemoryUsage -'] },
  { faults: ['compliance-drop'], alerts: LOW_COMPLIANCE },
  {
    faults: ['accuracy-drop'],
    alerts: ['warning MLOpsModelAccuracyDrop -', 'warning ModelAccuracyDegraded -'],
  },
  { faults: ['hash-mismatch=integrity'], alerts: ['critical ConstitutionalHashMismatch integrity'] },
  // The rest of the catalogue concerns no alert of the guides: it degrades a system, or is for others to find.
  {
    faults: [
      'degraded=policy-generation',
      'hash-missing=feature-validation',
      'pod-crash=ec-service',
      'config-drift',
      'artifact-corrupt',
      'audit-gap',
    ],
    alerts: [],
  },
  {
    faults: ['database-down', 'compliance-drop'],
    alerts: [...LOW_COMPLIANCE, 'critical DatabaseConnectionFailure postgres'].toSorted(),
  },
  {
    faults: ['cluster-down', 'service-down=governance'],
    alerts: ['critical ClusterUnreachable cluster', 'critical ServiceDown governance'],
  },
  {
    faults: serviceIds.map((id) => `service-down=${id}`),
    alerts: [
      ...serviceIds.map((id) => `critical ServiceDown ${id}`),
      'emergency SystemWideFailure -',
    ].toSorted(),
  },
];

it('every fault of the catalogue is tried', () => {
  const tried = new Set(CASES.flatMap(({ faults }) => faults.map((fault) => fault.split('=')[0])));
  expect([...tried].toSorted()).toEqual(faultCatalogue.map(({ name }) => name).toSorted());
});

describe('faults of the practice system raise the alerts that they concern, and no others', () => {
  it.each(CASES.map((it) => [it.faults.join(' and ') || 'no fault', it] as const))(
    '%s',
    async (_, { faults, alerts, unseenFor = 0 }) => {
      await rounds(3);
      expect([standing('firing'), standing('pending')]).toEqual([[], []]);
      const faultAt = clock.now();
      for (const fault of faults) await sandbox.setFault(fault, true);
      const waits = alerts.map((alert) => forMsOf(alert.split(' ')[1] ?? ''));
      await rounds(unseenFor + 1 + (waits.length === 0 ? SOME_ROUNDS : Math.max(...waits) / ROUND));
      expect(standing('firing')).toEqual(alerts);
      expect(standing('pending')).toEqual([]);
      const firing = items().filter(({ state }) => state === 'firing');
      for (const { name, firedAt } of firing) {
        const unseenMs = Date.parse(firedAt ?? '') - faultAt - ROUND - forMsOf(name);
        expect(unseenMs).toBeGreaterThanOrEqual(0);
        expect(unseenMs).toBeLessThanOrEqual(unseenFor * ROUND);
      }

      const clearedAt = clock.now();
      for (const fault of faults) await sandbox.setFault(fault, false);
      await rounds(ROUNDS_TO_CLEAR);
      expect([standing('firing'), standing('pending')]).toEqual([[], []]);
      expect(standing('resolved')).toEqual(alerts);
      for (const { id } of firing) {
        expect(await journaled(id)).toEqual(['alert.firing', 'alert.resolved']);
        const resolvedAt = Date.parse(items().find((it) => it.id === id)?.resolvedAt ?? '');
        expect(resolvedAt).toBeGreaterThan(clearedAt);
      }
    },
    240_000,
  );
});
