import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import type { RouterCounts } from '../../sandbox/traffic-router/index.ts';
import { type LoadRun, loadRun } from '../../sandbox/traffic-router/testing/load-run.ts';
import { loadProfile } from '../connect/profile/load.ts';
import { openControlCenter } from '../control-center.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';

/** A practice production under load, and a control center that shifts its traffic through the door. */
export interface PracticeTraffic {
  sandbox: Sandbox;
  /** @returns what whoever sent it counted, and what the router has counted since its start */
  run(load: { requests: number; shifts: number; seed: number }): Promise<LoadRun & { counts: RouterCounts }>;
  close(): Promise<void>;
}

export async function practiceTraffic(): Promise<PracticeTraffic> {
  const sandbox = await startSandbox({ timeScale: 20 });
  const center = await openControlCenter({
    profile: await loadProfile(sandbox.profilePath),
    dataDirectory: ':memory:',
    clock: systemClock(),
    log: silentLog,
    redactor: createRedactor(),
    env: process.env,
  });
  const shift = async (percentage: number) => {
    const { verification } = await center.door.perform(
      center.catalogue.named('rollout.set'),
      { percentage },
      { yes: true, readOnly: false, signal: AbortSignal.timeout(60_000) },
    );
    if (!verification.ok) throw new Error(verification.words);
  };
  return {
    sandbox,
    async run(load) {
      const run = await loadRun({ ...load, url: sandbox.router().url, shift });
      return { ...run, counts: sandbox.router() };
    },
    async close() {
      await center.close();
      await sandbox.close();
    },
  };
}
