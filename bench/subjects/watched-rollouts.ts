import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadProfile } from '../../src/core/connect/profile/load.ts';
import { resolveThresholds } from '../../src/core/connect/profile/thresholds.ts';
import { openControlCenter } from '../../src/core/control-center.ts';
import { createLiveJournal } from '../../src/core/journal/index.ts';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { silentLog } from '../../src/core/kernel/log.ts';
import { createRedactor } from '../../src/core/kernel/redaction.ts';
import type { ActionKind } from '../../src/core/operate/processes/action.ts';
import { openProcesses } from '../../src/core/operate/processes/testing/open-processes.ts';
import { defaultChecks } from '../../src/core/rollouts/default-checks.ts';
import { definitionOf, PHASED } from '../../src/core/rollouts/definition.ts';
import { planOf } from '../../src/core/rollouts/plan.ts';
import { createReadings } from '../../src/core/rollouts/readings.ts';
import { watchAction } from '../../src/core/rollouts/watch.ts';
import { openStore } from '../../src/core/store/index.ts';

/**
 * `watched-rollouts PROFILE DATA COUNT SECONDS`: what share of a core a control center uses that observes everything
 * and watches so many rollouts at once. One production has one at a time, which its Lease sees to: here they are
 * processes of an engine of their own, which watches what the control center sees, and only their watching is begun.
 */
const [profilePath = '', dataDirectory = '', count = '0', seconds = '0'] = process.argv.slice(2);
const SETTLED_AFTER_MS = 20_000;
const clock = systemClock();
const profile = await loadProfile(profilePath);
const log = silentLog;
const center = await openControlCenter({
  ...{ profile, dataDirectory, clock, log },
  redactor: createRedactor(),
});
const { health, metrics, slo, rollouts } = center;
center.start();
await health.check();

const share = rollouts.share;
const { percentage } = await share.look(new AbortController().signal);
if (percentage === null) throw new Error('The share of traffic is not known.');

const engineData = join(dataDirectory, 'engine');
const { rollouts: records, close: closeStore } = openStore(join(dataDirectory, 'measurements'), 60_000);
const journal = createLiveJournal({ directory: engineData, anchors: [], clock, log });
const read = createReadings({
  ...{ health, metrics, slo, clock },
  observe: async () => {},
  async share(signal) {
    const { problem, ...seen } = await share.look(signal);
    if (problem !== null) throw new Error(problem.message);
    return { ...seen, note: null };
  },
});
const watch = watchAction({
  ...{ records, read, onChange: () => {} },
  ask({ words }) {
    throw new Error(`It would have to be decided: ${words}`);
  },
});
const engine = openProcesses({
  ...{ clock, journal, dataDirectory: engineData, processId: process.pid },
  actions: [watch as ActionKind],
});

const checks = defaultChecks(resolveThresholds(profile.thresholds ?? {}));
const plan = planOf({ percentages: String(Math.max(1, percentage)), monitor: '4h' }, checks);
const { steps, ...definition } = definitionOf(plan, {
  name: PHASED,
  title: 'Rollout that is watched',
  observed: null,
});
const watching = steps
  .filter(({ action }) => action === 'rollout.watch')
  .map((step) => ({ ...step, needs: [], onFailure: 'stop' as const }));
for (let index = 0; index < Number(count); index += 1) {
  await engine.processes.start({
    ...{ readOnly: false, yes: true, agreement: 'given', parameters: {} },
    definition: { ...definition, steps: watching },
  });
}
await delay(SETTLED_AFTER_MS);

const before = process.cpuUsage();
const startedAt = performance.now();
await delay(Number(seconds) * 1000);
const used = process.cpuUsage(before);
const elapsedMs = performance.now() - startedAt;

for (const { title, status, why } of engine.processes.list()) {
  if (status !== 'running') throw new Error(`${title} is ${status}: ${why}`);
}
const [one] = engine.processes.list();
const taken = one === undefined ? 0 : records.measurements(one.id, watching[0]?.id ?? '').length;
if (one !== undefined && taken === 0) throw new Error('Nothing was measured.');
console.log(JSON.stringify({ percentOfCore: (used.user + used.system) / 10 / elapsedMs }));
await engine.close();
await journal.close();
closeStore();
await center.close();
