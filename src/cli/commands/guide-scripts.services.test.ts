import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../core/store/index.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { runHere } from '../testing/run-here.ts';

/** The guides' scripts whose parts all look, wait, restart or configure, in the practice system. */
const PATIENCE = { timeout: 120_000 };

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-scripts-'));
  sandbox = await startSandbox();
  history(join(folder, 'data'));
});

afterAll(async () => {
  await sandbox?.close();
  await rm(folder, { recursive: true });
});

afterEach(async () => {
  for (const fault of sandbox.faults()) await sandbox.setFault(fault, false);
});

/** What a window would have recorded in a day, of two systems. */
function history(data: string): void {
  const store = openStore(data, 60_000);
  const now = Date.now();
  for (let at = now - 24 * 3_600_000; at < now; at += 15_000) {
    const wave = 1 + 0.05 * Math.sin(at / 131_000);
    const answer = (system: string, value: number) => ({
      ...{ name: 'probe_response_time_ms', labels: { system }, value: value * wave },
    });
    store.samples.record(at, [answer('governance', 40), answer('integrity', 300)]);
  }
  store.close();
}

function acgs(...words: string[]) {
  const world = ['--profile', sandbox.profilePath, '--data', join(folder, 'data'), '--yes'];
  return runHere([...words, ...world], { folder, env: process.env });
}

interface Told {
  code: number;
  status: string;
  why: string | null;
  steps: Record<string, string>;
  words: Record<string, string | null>;
}

async function run(id: string, parameters: Record<string, string> = {}): Promise<Told> {
  const given = Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  const { code, err, json } = await acgs('runbooks', 'run', id, ...given, '--json');
  expect(err).not.toContain('acgs: internal');
  const { status, why, steps } = json();
  const column = (field: 'status' | 'words') =>
    Object.fromEntries(steps.map((step: Record<string, string>) => [step.id, step[field]]));
  return { code, status, why, steps: column('status'), words: column('words') };
}

const MET = [
  'Response time: <2000ms',
  'Constitutional compliance: >95%',
  'Cost savings: >74%',
  'Model accuracy: >90%',
  'Availability: >99.9%',
];

describe('a script prints the lines of the guide', PATIENCE, () => {
  it.each([
    [
      './scripts/daily_mlops_health_check.sh',
      [],
      [
        '✅ All services operational',
        /^✅ Constitutional compliance: 9\d(\.\d+)?%$/,
        '✅ Performance targets met',
        '✅ No critical alerts',
      ],
    ],
    ['./scripts/verify_service_health.sh', ['governance'], ['✅ Governance: Operational']],
    ['./scripts/validate_production_targets.sh', [], MET.map((line) => `✅ ${line} (target met)`)],
    [
      './scripts/run_performance_validation.sh',
      ['--production'],
      [
        /^✅ Response time: <2000ms \(achieved: ~\d+ms\)$/,
        /^✅ Constitutional compliance: >95% \(achieved: ~9\d(\.\d+)?%\)$/,
        /^✅ Cost savings: >74% \(achieved: ~7\d(\.\d+)?%\)$/,
      ],
    ],
    [
      './scripts/load_test_mlops.py',
      ['--requests', '1000', '--workers', '50'],
      [
        '✅ Load test: 1000+ concurrent requests successful',
        /^✅ Response time \(p95\): [\d.]+ ms, below 2000 ms; p50 [\d.]+ ms, p90 .+, p99 .+, max [\d.]+ ms$/,
        /^✅ Error rate: 0 of 1000 failed \(0%\), below 1%; \d+ answers a second$/,
      ],
    ],
    ['./scripts/enable_mlops_integration.sh', [], ['✅ MLOps integration: enabled']],
    ['./scripts/enable_legacy_ml_optimizer.sh', [], ['✅ Legacy ML optimizer: enabled']],
    [
      './scripts/verify_legacy_system.sh',
      [],
      ['✅ Legacy system: Operational', '✅ Production Integration: Operational'],
    ],
  ])('%s', async (script, words, lines) => {
    const { code, out, err } = await acgs('script', script, ...words);
    expect([code, err]).toEqual([0, '']);
    const told = out.trimEnd().split('\n');
    expect(told).toEqual(lines.map((line) => (line instanceof RegExp ? expect.stringMatching(line) : line)));
  });
});

describe('every runbook that can only look, wait, restart or configure', PATIENCE, () => {
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['check_all_services_health', {}, {}],
    ['check_current_performance', {}, {}],
    ['check_network_latency', {}, {}],
    ['get_current_performance_metrics', {}, {}],
    ['identify_performance_bottlenecks', {}, {}],
    ['monitor_mlops_performance', {}, { watch: 'skipped' }],
    ['monitor_mlops_performance', { duration: '2s' }, { targets: 'skipped' }],
    ['monitor_system_stability', { duration: '2s' }, {}],
    ['emergency_procedures', {}, {}],
    ['monthly-routine', {}, {}],
    ['weekly_mlops_report', {}, {}],
    ['setup_mlops_monitoring', {}, {}],
    ['verify_mlops_deployment', {}, {}],
    ['verify_mlops_recovery', {}, {}],
    ['service-down', { service: 'governance' }, { restart: 'skipped', rollout: 'skipped' }],
    ['restart-service', { service: 'governance' }, {}],
    [
      'performance-degradation',
      {},
      { decide: 'skipped', before: 'skipped', scale: 'skipped', scaled: 'skipped' },
    ],
  ])('%s %j runs green', async (id, parameters, skipped) => {
    const { code, status, why, steps } = await run(id, parameters);
    const wanted = Object.fromEntries(
      Object.keys(steps).map((step) => [
        step,
        skipped[step] ??
          (step.startsWith('restart/') && id === 'performance-degradation' ? 'skipped' : 'succeeded'),
      ]),
    );
    expect([code, status, why, steps]).toEqual([0, 'succeeded', 'Every step was done or skipped', wanted]);
  });
});

describe('an emergency shutdown', PATIENCE, () => {
  it.each([
    ['./scripts/emergency_mlops_shutdown.sh', [], '✅ 8 of 8 deployments available, 6 shut down'],
    ['./scripts/emergency_shutdown.sh', ['--scope', 'all'], '✅ All 14 deployments are shut down'],
  ])('%s stops what it names, and the recovery starts it again', async (script, scope, line) => {
    const stopped = await acgs('script', script);
    expect([stopped.code, stopped.out.trimEnd()]).toEqual([0, line]);
    const recovered = await acgs('script', './scripts/recover_mlops_system.sh', ...scope);
    expect([recovered.code, recovered.err]).toEqual([0, '']);
    expect(recovered.out).toContain('✅ MLOps Manager: Operational\n✅ All services operational\n');
  });
});

describe('the right step is red, with the reason', PATIENCE, () => {
  it.each<[fault: string, id: string, parameters: Record<string, string>, step: string, reason: RegExp]>([
    ['degraded=governance', 'daily_mlops_health_check', {}, 'check', /governance \(degraded/],
    [
      'hash-mismatch=integrity',
      'check_all_services_health',
      {},
      'check',
      /integrity \(degraded: constitutional hash is /,
    ],
    [
      'compliance-drop',
      'validate_production_targets',
      {},
      'targets',
      /Constitutional compliance: >95% \(missed/,
    ],
    ['accuracy-drop', 'validate_production_targets', {}, 'targets', /Model accuracy: >90% \(missed/],
    ['database-down', 'check_all_services_health', {}, 'check', /postgres \(down/],
    [
      'service-slow=governance:4000',
      'check_current_performance',
      {},
      'targets',
      /Response time: <2000ms \(missed/,
    ],
    ['service-slow=governance:4000', 'check_network_latency', {}, 'look', /overnance/],
    [
      'service-errors=mlops-manager:0.3',
      'load_test_mlops',
      {},
      'load',
      /700 of 1000 requests succeeded.*: HTTP 500 ×300; error rate 300 of 1000 failed \(30%\), not below 1%$/,
    ],
    [
      'service-slow=mlops-manager:2500',
      'load_test_mlops',
      { requests: '100' },
      'load',
      /100 of 100 requests succeeded.*; response time \(p95\) 2\d{3} ms, not below 2000 ms$/,
    ],
    [
      'service-down=mlops-manager',
      'load_test_mlops',
      {},
      'load',
      /not one of \d+ requests was answered, no more were sent: MLOps Manager at .+: connection refused ×\d+$/,
    ],
    [
      'service-down=governance',
      'monitor_system_stability',
      { duration: '20s' },
      'watch',
      /Services down: beyond/,
    ],
  ])('%s: %s %j fails at %s', async (fault, id, parameters, step, reason) => {
    await sandbox.setFault(fault, true);
    const { code, status, steps, words } = await run(id, parameters);
    expect([code, status, steps[step]]).toEqual([1, 'failed', 'failed']);
    expect(words[step]).toMatch(reason);
    const failed = Object.keys(steps).filter((it) => steps[it] === 'failed');
    expect(failed.filter((it) => it !== 'pods')).toEqual([step]);
  });

  it('verify_service_health asks a service that is down for a while, then says so in the words of the guide', async () => {
    await sandbox.setFault('service-down=governance', true);
    const { code, out } = await acgs('script', './scripts/verify_service_health.sh', 'governance');
    expect(code).toBe(1);
    expect(out).toMatch(/^❌ Governance: Down: .+\nVerify the health of a service: failed: /);
  });

  it('new baselines are in force, and what too few samples tell of is not called as before', async () => {
    const { code, steps, words } = await run('update_performance_baselines', { window: '1d' });
    expect([code, steps]).toEqual([
      1,
      { compare: 'succeeded', targets: 'succeeded', update: 'succeeded', 'update/verify': 'failed' },
    ]);
    expect(words.update).toMatch(/^Revision 1 of default is kept and in force/);
    expect(words['update/verify']).toMatch(/^\d+ unknown, \d+ same of \d+ figures/);
    const again = await run('update_performance_baselines', { window: '1d' });
    expect(again.words.update).toBe('Comparisons go by revision 2 of default');
  });
});
