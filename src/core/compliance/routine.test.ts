import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveThresholds } from '../connect/profile/thresholds.ts';
import { silentLog } from '../kernel/log.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { openStore, type Store } from '../store/index.ts';
import type { Item } from './assessment.ts';
import { type Compliance, createCompliance } from './index.ts';
import { createViolations } from './violations/index.ts';

const INTERVAL = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

let clock: ManualClock;
let store: Store;
let compliance: Compliance;
let shown: string;
/** What the only safety pattern counts. */
let pattern: number;
let modes: string[];
let isHeld: boolean;

beforeEach(() => {
  clock = manualClock();
  store = openStore(':memory:', 60_000, { retentionMs: 2 * DAY, sizeLimitBytes: 2 ** 30 });
  shown = 'right';
  pattern = 1;
  modes = [];
  isHeld = false;
  compliance = createCompliance({
    ...{ clock, log: silentLog, redactor: createRedactor(), expectedHash: 'right', intervalMs: INTERVAL },
    thresholds: resolveThresholds({}),
    records: store.compliance,
    samples: store.samples,
    violations: createViolations({
      ...{ records: store.violations, samples: store.samples, clock, redactor: createRedactor(), logs: [] },
      journal: { append: () => undefined },
      actor: () => ({ name: 'Reiko Imai', operator: null }),
    }),
    policies: {
      validate: () => Promise.reject(new Error('nobody asks about a policy here')),
    },
    hold: () => {
      isHeld = true;
      return () => {
        isHeld = false;
      };
    },
    collectors: [
      {
        part: 'hash',
        quick: true,
        async collect({ mode, now }): Promise<Item[]> {
          modes.push(mode);
          const value = Number(shown === 'right');
          const observedAt = new Date(now).toISOString();
          const seen = { source: 'http-header', expected: 'right', observed: shown, value, observedAt };
          const evidence = [{ ...seen, count: 1, says: `shows ${shown}`, changedBy: null }];
          return [{ id: 'a', title: 'A', weight: 1, value, counts: value, says: null, evidence }];
        },
      },
      {
        part: 'dgm',
        quick: false,
        collect: async () => {
          const found = { value: pattern, counts: pattern, says: null, evidence: [] };
          return [{ id: 'sandbox_isolation', title: 'Sandbox isolation', weight: 1, ...found }];
        },
      },
    ],
  });
});
afterEach(async () => {
  await compliance.close();
  store.close();
});

const rows = () => store.compliance.list({ from: 0, to: clock.now(), limit: 1000 });

describe('while the control center runs', () => {
  it('looks at everything once an hour, and quickly with each round of probes', async () => {
    compliance.start();
    expect(isHeld).toBe(true);
    for (let round = 0; round < HOUR / INTERVAL + 1; round += 1) await clock.advance(INTERVAL);
    expect(modes.filter((mode) => mode === 'production')).toHaveLength(2);
    expect(modes.filter((mode) => mode === 'quick')).toHaveLength(HOUR / INTERVAL - 1);
    await compliance.close();
    expect(isHeld).toBe(false);
    await clock.advance(HOUR);
    expect(modes).toHaveLength(HOUR / INTERVAL + 1);
  });

  it('finds a change within one round, and keeps whole only what says something new', async () => {
    compliance.start();
    for (let round = 0; round < 20; round += 1) await clock.advance(INTERVAL);
    // The first, of everything; what is known of now is as old as the last round all the same.
    expect(rows().map(({ mode }) => mode)).toEqual(['production']);
    const [last] = rows();
    expect(compliance.latest()).toMatchObject({
      id: last?.id,
      checkedAt: new Date(clock.now()).toISOString(),
    });
    shown = 'wrong';
    await clock.advance(INTERVAL);
    expect(compliance.latest()).toMatchObject({ verdict: 'violated' });
    expect(rows()).toHaveLength(2);
    shown = 'worse';
    await clock.advance(INTERVAL);
    expect(rows()).toHaveLength(3);
  });

  it('takes for seen again only what it has looked at again', async () => {
    shown = 'wrong';
    pattern = 0;
    await compliance.validate({ mode: 'production' });
    await clock.advance(INTERVAL);
    await compliance.validate({ mode: 'quick' });
    const { violations } = compliance;
    const sightings = () =>
      Object.fromEntries(violations.list().map(({ rule, sightings: times }) => [rule, times]));
    expect(sightings()).toEqual({ 'hash-integrity': 2, 'dgm-safety': 1 });
    await compliance.part('dgm');
    expect(sightings()).toEqual({ 'hash-integrity': 2, 'dgm-safety': 2 });
    pattern = 1;
    await clock.advance(INTERVAL);
    await compliance.part('dgm');
    // It goes by what was found before it was over.
    await compliance.validate({ mode: 'quick' });
    expect(violations.list().find(({ rule }) => rule === 'dgm-safety')).toMatchObject({ state: 'verified' });
    expect(violations.list()).toHaveLength(2);
  });

  it('forgets old validations with the rest of the record, but never the last', async () => {
    for (let day = 0; day < 5; day += 1) {
      await compliance.validate({ mode: 'production' });
      await clock.advance(DAY);
    }
    expect(rows()).toHaveLength(5);
    await store.keepWithinLimits(clock.now());
    const oldest = rows().at(-1)?.checkedAt ?? 0;
    expect(clock.now() - oldest).toBeLessThanOrEqual(2 * DAY);
    await clock.advance(10 * DAY);
    await store.keepWithinLimits(clock.now());
    expect(rows()).toHaveLength(1);
  });
});
