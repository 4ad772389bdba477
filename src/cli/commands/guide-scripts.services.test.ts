import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPractice, type Practice } from '../testing/practice.ts';

/** The guides' scripts on the command line; what each runbook does is told by the courses of the catalogue. */
const PATIENCE = { timeout: 120_000 };

let practice: Practice;

beforeAll(async () => {
  practice = await openPractice('scripts', { timeScale: 5 });
});

afterAll(() => practice?.close());
afterEach(() => practice.mend());

const acgs = (...words: string[]) => practice.acgs(...words, '--yes');

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
    [
      './scripts/gradual_mlops_rollback.sh',
      ['--monitor-duration', '5s', '--rollback-percentage', '50'],
      [
        '✅ MLOps features for 50 % of traffic, all checks well for 5s',
        '✅ MLOps features off, 0 % of traffic, all checks well for 5s',
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

it('an emergency shutdown stops what it names, and the recovery starts it again', async () => {
  const stopped = await acgs('script', './scripts/emergency_mlops_shutdown.sh');
  expect([stopped.code, stopped.out]).toEqual([0, '✅ All 6 deployments are shut down\n']);
  const recovered = await acgs('script', './scripts/recover_mlops_system.sh');
  expect([recovered.code, recovered.err]).toEqual([0, '']);
  expect(recovered.out).toContain('✅ MLOps Manager: Operational\n✅ All services operational\n');
}, 120_000);

describe('a fault', PATIENCE, () => {
  it('makes the run red with exit 1, at the step that found it', async () => {
    await practice.sandbox.setFault('compliance-drop', true);
    const { code, err, json } = await acgs('runbooks', 'run', 'validate_production_targets', '--json');
    const { status, steps } = json();
    expect([code, status]).toEqual([1, 'failed']);
    expect(err).toContain('❌ Compare with the targets: Constitutional compliance: >95% (missed');
    expect(steps).toMatchObject([
      {
        id: 'targets',
        status: 'failed',
        words: expect.stringMatching(/Constitutional compliance: >95% \(missed/),
      },
    ]);
  });

  it.each([
    [
      'service-errors=mlops-manager:0.3',
      '1000',
      /700 of 1000 requests succeeded.*: HTTP 500 ×300; error rate 300 of 1000 failed \(30%\), not below 1%$/,
    ],
    [
      'service-slow=mlops-manager:2500',
      '100',
      /100 of 100 requests succeeded.*; response time \(p95\) \d+ ms, not below 2000 ms$/,
    ],
  ])('%s makes a load test red, with the limit that was not kept', async (fault, requests, reason) => {
    await practice.sandbox.setFault(fault, true);
    const words = ['runbooks', 'run', 'load_test_mlops', '--param', `requests=${requests}`, '--json'];
    const { code, json } = await acgs(...words);
    const { status, steps } = json();
    expect([code, status]).toEqual([1, 'failed']);
    const load = steps.find(({ id }: { id: string }) => id === 'load');
    expect(load).toMatchObject({ status: 'failed', words: expect.stringMatching(reason) });
  });

  it('is told in the words of the guide', async () => {
    await practice.sandbox.setFault('compliance-drop', true);
    const { code, out } = await acgs('script', './scripts/validate_production_targets.sh');
    expect(code).toBe(1);
    expect(out).toMatch(/^❌ Constitutional compliance: >95% \(.*missed.*\)$/m);
    expect(out).toMatch(/\nValidate [^\n]+: failed: [^\n]+\n$/);
  });
});
