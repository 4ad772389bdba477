import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HealthReport, healthReport } from '../../contract/health.ts';
import { SERVICE_IDS, STORE_IDS } from '../../core/connect/profile/systems.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';

const LAUNCHER = new URL('../../../bin/acgs', import.meta.url).pathname;

let sandbox: Sandbox;
let data: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'acgs-health-'));
  sandbox = await startSandbox();
});

afterAll(async () => {
  await sandbox.close();
  await rm(data, { recursive: true });
});

afterEach(async () => {
  for (const fault of sandbox.faults()) await sandbox.setFault(fault, false);
});

function acgs(...args: string[]): Promise<{ exit: number; out: string }> {
  const env = { ...process.env, ACGS_PROFILE: sandbox.profilePath, ACGS_DATA: data };
  return new Promise((resolve) => {
    execFile(LAUNCHER, args, { env }, (error, out) => {
      resolve({ exit: error ? Number(error.code) : 0, out });
    });
  });
}

async function check(...faults: string[]): Promise<{ exit: number; report: HealthReport }> {
  for (const fault of faults) await sandbox.setFault(fault, true);
  const { exit, out } = await acgs('health', '--json');
  return { exit, report: healthReport.parse(JSON.parse(out)) };
}

/** What is not operational, by id. */
function troubled(report: HealthReport) {
  return report.services.systems.filter((system) => system.status !== 'operational');
}

function system(report: HealthReport, id: string) {
  const found = report.services.systems.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no system ${id} in the report`);
  return found;
}

describe('acgs health, against a production without faults', () => {
  it('passes with every configured system operational and the four lines of the guide', async () => {
    const { exit, report } = await check();
    expect(report.verdict).toBe('pass');
    expect(exit).toBe(0);
    expect(troubled(report)).toEqual([]);
    expect(report.services.systems.map(({ id }) => id)).toEqual([...SERVICE_IDS, ...STORE_IDS, 'cluster']);
    expect(report.services).toMatchObject({ operational: 18, total: 18 });
    expect(report.targets.map(({ state }) => state)).toEqual(Array(9).fill('met'));

    const { out } = await acgs('health');
    expect(out.split('\n')).toEqual([
      '✅ All services operational',
      expect.stringMatching(/^✅ Constitutional compliance: 9\d(\.\d)?%$/),
      '✅ Performance targets met',
      '✅ No critical alerts',
      '',
    ]);
  });
});

describe('acgs health, with a fault on', () => {
  it('names the service that is down, the cause and nothing else', async () => {
    const { exit, report } = await check('service-down=governance');
    expect(exit).toBe(1);
    expect(report.verdict).toBe('fail');
    expect(troubled(report)).toMatchObject([
      { id: 'governance', status: 'down', reason: expect.stringContaining('connection refused') },
    ]);
    expect(report.targets.filter(({ state }) => state !== 'met')).toEqual([]);
  });

  it('calls a service degraded that says so with HTTP 200', async () => {
    const { exit, report } = await check('degraded=policy-generation');
    expect(exit).toBe(1);
    expect(troubled(report)).toMatchObject([
      { id: 'policy-generation', status: 'degraded', httpStatus: 200, reason: expect.stringMatching(/\w+/) },
    ]);
  });

  it('tells a missing hash from a wrong one', async () => {
    const missing = await check('hash-missing=feature-validation');
    expect(system(missing.report, 'feature-validation').hash).toBe('unverified');
    expect(missing.report.verdict).toBe('unknown');
    expect(missing.exit).toBe(3);

    await sandbox.setFault('hash-missing=feature-validation', false);
    const wrong = await check('hash-mismatch=integrity');
    expect(system(wrong.report, 'integrity').hash).toBe('mismatch');
    expect(wrong.report.verdict).toBe('fail');
    expect(wrong.exit).toBe(1);
  });

  it('never calls the cluster operational while its API is down, and goes on with the rest', async () => {
    const { exit, report } = await check('cluster-down');
    expect(system(report, 'cluster').status).toBe('unknown');
    expect(report.services).toMatchObject({ operational: 18, total: 18 });
    expect(exit).toBe(3);
    const pods = await acgs('cluster', 'pods', '--json');
    expect(pods.exit).toBe(3);
    expect(JSON.parse(pods.out)).toMatchObject({ error: { code: 'unreachable' } });
  });

  it.each([
    ['database-down', 'postgres', 'down'],
    ['redis-down', 'redis', 'down'],
    ['objects-down', 'objects', 'down'],
    ['influx-down', 'influx', 'down'],
    ['service-errors=authentication:1', 'authentication', 'down'],
    ['pod-crash=ec-service', 'evolution-control', 'degraded'],
  ])('finds %s', async (fault, id, status) => {
    const { exit, report } = await check(fault);
    expect(exit).toBe(1);
    expect(system(report, id)).toMatchObject({ status, reason: expect.stringMatching(/\w+/) });
  });

  it('misses the response time target when one service is slow', async () => {
    const { exit, report } = await check('service-slow=integrity:2600');
    expect(exit).toBe(1);
    expect(report.targets.filter(({ state }) => state !== 'met')).toMatchObject([
      { id: 'response-time', state: 'missed', basis: expect.stringContaining('Integrity') },
    ]);
    expect(report.alerts.critical).toBe(1);
  });

  it('finds pressure on a node and falling compliance', async () => {
    const { report } = await check('node-pressure', 'compliance-drop');
    expect(system(report, 'cluster')).toMatchObject({
      status: 'degraded',
      reason: expect.stringContaining('MemoryPressure'),
    });
    expect(report.compliance.state).toBe('missed');
    expect(report.targets.find(({ id }) => id === 'memory')?.state).toBe('missed');
  });
});
