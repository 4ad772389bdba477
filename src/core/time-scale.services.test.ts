import { afterEach, describe, expect, it } from 'vitest';
import { requestPace } from '../sandbox/control.ts';
import { type Sandbox, startSandbox } from '../sandbox/index.ts';
import { loadProfile } from './connect/profile/load.ts';
import type { ControlCenter } from './control-center/capabilities.ts';
import { openControlCenter } from './control-center.ts';
import { type Clock, stopwatch, systemClock } from './kernel/clock.ts';
import { silentLog } from './kernel/log.ts';
import { createRedactor } from './kernel/redaction.ts';

let sandbox: Sandbox;
let center: ControlCenter;
let clock: Clock;

afterEach(async () => {
  await center?.close();
  await sandbox?.close();
});

async function open(timeScale: number) {
  sandbox = await startSandbox();
  clock = systemClock(await requestPace(sandbox.controlUrl, timeScale));
  center = await openControlCenter({
    profile: await loadProfile(sandbox.profilePath),
    dataDirectory: ':memory:',
    clock,
    log: silentLog,
    redactor: createRedactor(),
    env: process.env,
  });
}

const seen = (until: () => boolean) =>
  new Promise<void>((resolve) => {
    const stop = center.health.onObserved(() => {
      if (!until()) return;
      stop();
      resolve();
    });
    if (until()) resolve();
  });
const systems = () => center.health.report().services.systems;
const statusOf = (id: string) => systems().find((system) => system.id === id)?.status;

describe.each([1, 60, 3600])('a sandbox at time scale %i', (timeScale) => {
  it('is as well as at life’s pace, and its answers took real milliseconds', async () => {
    await open(timeScale);
    const took = stopwatch(clock);
    const { verdict, services } = await center.health.check();
    const most = took();
    expect(services.systems.filter(({ status }) => status !== 'operational')).toEqual([]);
    expect(verdict).toBe('pass');
    const times = services.systems.flatMap(({ id, responseTimeMs }) =>
      id === 'cluster' || responseTimeMs === null ? [] : [responseTimeMs],
    );
    expect(times).toHaveLength(18);
    for (const responseTimeMs of times) {
      expect(responseTimeMs).toBeGreaterThan(0);
      expect(responseTimeMs).toBeLessThanOrEqual(most);
    }
  }, 120_000);
});

describe('watched at time scale 3600', () => {
  it('nothing is stale because of it, and what really stops is found', async () => {
    await open(3600);
    await center.health.check();
    center.start();
    let looks = 0;
    // Three looks at everything, which is most of an hour of its clock.
    await seen(() => ++looks > 60);
    expect(systems().filter(({ status }) => status === 'unknown')).toEqual([]);
    await sandbox.setFault('service-down=governance', true);
    await seen(() => statusOf('governance') === 'down');
    expect(systems().filter(({ status }) => status === 'unknown')).toEqual([]);
    await sandbox.setFault('service-down=governance', false);
    await seen(() => statusOf('governance') === 'operational');
  }, 120_000);
});

describe('the clock of a sandbox', () => {
  it('is one for everybody who watches, and goes on where it was', async () => {
    await open(1);
    const before = Date.now();
    const fast = systemClock(await requestPace(sandbox.controlUrl, 3600));
    const other = systemClock(await requestPace(sandbox.controlUrl, undefined));
    expect(fast.now()).toBeGreaterThanOrEqual(before);
    // Two looks one after the other, and what the clocks of processes differ by: less than 100 ms in life.
    expect(Math.abs(other.now() - fast.now())).toBeLessThan(fast.during(100));
    await requestPace(sandbox.controlUrl, 1);
    const back = systemClock(await requestPace(sandbox.controlUrl, undefined));
    expect(back.during(1)).toBe(1);
    expect(back.now()).toBeGreaterThanOrEqual(fast.now() - fast.during(100));
  }, 60_000);

  it('is refused a pace that is none, in one sentence', async () => {
    await open(1);
    await expect(requestPace(sandbox.controlUrl, 0)).rejects.toThrow(
      'The body must be {"timeScale": 1 to 100000}.',
    );
  }, 60_000);
});
