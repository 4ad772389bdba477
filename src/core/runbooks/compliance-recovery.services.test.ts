import { afterAll, beforeAll, expect, it } from 'vitest';
import { textsAt } from '../connect/kubernetes/fields.ts';
import { openPractice, type Practice } from './testing/practice.ts';

let practice: Practice;

beforeAll(async () => {
  practice = await openPractice();
}, 60_000);
afterAll(() => practice?.close());

async function configuration(): Promise<Record<string, string>> {
  const { cluster } = practice.center;
  const kubernetes = await cluster.connect();
  const path = `/api/v1/namespaces/${cluster.namespace}/configmaps/${kubernetes.configMap}`;
  return Object.fromEntries(textsAt(await kubernetes.request({ path }), 'data'));
}

it('halts what may change something, puts the last compliant configuration back and reports the incident', async () => {
  const { center, sandbox, run } = practice;
  await center.compliance.validate({ mode: 'production' });
  const before = await configuration();
  // Kept a moment after the validation that found it compliant.
  await expect.poll(() => center.recovery.lastCompliantAt()).not.toBeNull();
  const waiting = await center.runbooks.start(
    'mlops-compliance-violations',
    {},
    {
      ...{ agreement: 'each', yes: false, readOnly: false },
    },
  );
  await expect.poll(() => center.processes.get(waiting.runId).status).toBe('waiting');

  await sandbox.setFault('config-drift', true);
  expect(await configuration()).not.toEqual(before);
  const recovery = await run('emergency_compliance_recovery', {});

  expect(recovery.status).toBe('succeeded');
  expect(await configuration()).toEqual(before);
  expect(center.processes.get(waiting.runId)).toMatchObject({ isPaused: true, endedAt: null });
  const printed = recovery.printed.join('\n');
  expect(printed).toMatch(/Paused: Troubleshooting 3: Constitutional Compliance Violations \(/);
  expect(printed).toMatch(/✅ configuration, hash-integrity: .* shows deadbeefcafe0000 .*\(verified /);
  expect(printed).toMatch(/✅ Recovered within \d+\.\d min, 30 min are the target/);
  expect(center.compliance.violations.list()).toMatchObject([
    { component: 'configuration', rule: 'hash-integrity', state: 'verified' },
  ]);
}, 60_000);
