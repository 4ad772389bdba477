import { setTimeout as delay } from 'node:timers/promises';
import { loadProfile } from '../../src/core/connect/profile/load.ts';
import { resolveThresholds } from '../../src/core/connect/profile/thresholds.ts';
import { openControlCenter } from '../../src/core/control-center.ts';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { silentLog } from '../../src/core/kernel/log.ts';
import { createRedactor } from '../../src/core/kernel/redaction.ts';
import { defaultChecks } from '../../src/core/rollouts/default-checks.ts';
import { definitionOf, PHASED } from '../../src/core/rollouts/definition.ts';
import { planOf } from '../../src/core/rollouts/plan.ts';

/**
 * `watched-rollouts PROFILE DATA COUNT SECONDS`: what share of a core a control center uses that observes everything
 * and watches so many rollouts at once. More of them than one production has: they stand where its one would, and only
 * their watching is begun, since one at a time may move the traffic.
 */
const [profilePath = '', dataDirectory = '', count = '0', seconds = '0'] = process.argv.slice(2);
const profile = await loadProfile(profilePath);
const center = await openControlCenter({
  profile,
  dataDirectory,
  clock: systemClock(),
  log: silentLog,
  redactor: createRedactor(),
});
center.start();
await center.health.check();

const { rollouts, processes } = center;
const agreed = { readOnly: false, yes: true, agreement: 'given' } as const;
const { id } = await rollouts.start({ percentages: '10', monitor: '0s', driver: '' }, agreed);
while (rollouts.get(id).endedAt === null) await delay(100);

const checks = defaultChecks(resolveThresholds(profile.thresholds ?? {}));
const plan = planOf({ percentages: '10', monitor: '4h' }, checks);
const { steps, ...definition } = definitionOf(plan, {
  name: PHASED,
  observed: null,
  title: 'Rollout that is watched',
});
const watching = steps
  .filter(({ action }) => action === 'rollout.watch')
  .map((step) => ({ ...step, needs: [], onFailure: 'stop' as const, timeoutMs: 86_400_000 }));
for (let index = 0; index < Number(count); index += 1) {
  await processes.start({ ...agreed, definition: { ...definition, steps: watching }, parameters: {} });
}
// The first look of each is behind it.
await delay(20_000);

const before = process.cpuUsage();
const startedAt = performance.now();
await delay(Number(seconds) * 1000);
const used = process.cpuUsage(before);
const elapsedMs = performance.now() - startedAt;
const open = processes.list().filter(({ endedAt }) => endedAt === null);
const [one] = rollouts.list();
if (open.length !== Number(count) || (one?.endedAt === null && one.state !== 'progressing')) {
  throw new Error(`${open.length} are watched, the newest is ${one?.state}: ${one?.why}`);
}
console.log(JSON.stringify({ percentOfCore: (used.user + used.system) / 10 / elapsedMs }));
await center.close();
