import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { configurationView, type SettingView } from '../../contract/configuration.ts';
import { openPractice, type Practice } from '../testing/practice.ts';

let practice: Practice;

beforeAll(async () => {
  practice = await openPractice('configuration', { timeScale: 5 });
}, 120_000);
afterAll(() => practice?.close());
afterEach(() => practice.mend());

const acgs = (...words: string[]) => practice.acgs('configuration', ...words);

async function shown(...words: string[]) {
  const { code, out } = await acgs('show', ...words, '--json');
  const view = configurationView.parse(JSON.parse(out));
  return { code, view, report: view.report };
}

function settingOf(settings: readonly SettingView[] | undefined, id: string): SettingView {
  const found = settings?.find((it) => it.id === id);
  if (found === undefined) throw new Error(`${id} is not shown`);
  return found;
}

describe('the configuration of the practice production', () => {
  it('agrees with the targets, and every value says where it comes from', async () => {
    const { code, report } = await shown();
    expect(report?.settings.filter(({ verdict }) => verdict !== 'agrees')).toEqual([]);
    expect(report?.findings).toEqual([]);
    expect(code).toBe(0);
    expect(settingOf(report?.settings, 'mlops_enabled').environment).toEqual([
      {
        deployment: 'mlops-manager',
        container: 'mlops-manager',
        name: 'MLOPS_ENABLED',
        value: 'true',
        from: 'config map mlops-production-config, key mlops_enabled',
        mayBeOld: false,
      },
    ]);
    expect(settingOf(report?.settings, 'constitutional_hash').environment).toHaveLength(14);
    expect(report?.readers).toMatchObject([{ deployment: 'mlops-manager', pods: 2, before: 0 }]);
    const { out } = await acgs('show');
    expect(out).toContain('✅ Configuration: everything agrees');
    expect(out).toContain('performance_targets.model_accuracy');
  });

  it('that somebody edited by hand is told: what, by whom, and who has to be restarted', async () => {
    await practice.sandbox.setFault('config-drift', true);
    const { code, report } = await shown('--drift');
    expect(code).toBe(1);
    expect(settingOf(report?.settings, 'constitutional_hash')).toMatchObject({
      verdict: 'differs',
      level: 'critical',
      configMap: { value: 'deadbeefcafe0000', changedBy: 'kubectl-edit' },
    });
    expect(settingOf(report?.settings, 'traffic_percentage')).toMatchObject({
      verdict: 'differs',
      configMap: { value: '37' },
      environment: [{ value: '37', mayBeOld: true }],
    });
    expect(report?.findings.map(({ says }) => says)).toEqual([
      expect.stringMatching(/^mlops-manager needs a restart: both pods began before/),
    ]);
    expect(report?.settings.map(({ verdict }) => verdict)).not.toContain('agrees');
  });

  it('that nobody can read is unknown, with what was last seen and how old that is', async () => {
    expect((await shown()).code).toBe(0);
    await practice.sandbox.setFault('cluster-down', true);
    const { code, out, err } = await acgs('show');
    expect(code).toBe(3);
    expect(err).toMatch(/this is how it was \d+s ago/);
    expect(out).not.toContain('✅');
    const { view, report } = await shown();
    expect(view.problem?.code).toBe('unreachable');
    expect(new Set(report?.settings.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
    expect(settingOf(report?.settings, 'traffic_percentage').configMap?.value).toBe('100');
  });

  it('as it was is told from the record', async () => {
    await shown();
    await practice.sandbox.setFault('config-drift', true);
    await shown();
    const { report } = await shown('--at', '0s');
    expect(settingOf(report?.settings, 'traffic_percentage').configMap?.value).toBe('37');
    expect((await acgs('show', '--at', '2020-01-01 00:00')).code).toBe(3);
  });
});

describe('a setting is changed', () => {
  it('after its difference was shown, and taken back', async () => {
    const asked = ['set', 'performance_targets.response_time_ms', '1800'];
    const dry = await acgs(...asked, '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.out).toContain('-    response_time_ms: 2000');
    expect(dry.out).toContain('+    response_time_ms: 1800');
    expect(dry.out).toContain('1800 is stricter than 2000 (target response-time of the profile)');
    expect(dry.out).toContain('acgs cluster restart mlops-manager');
    expect(dry.out).toContain('The API server has checked it');
    expect((await shown()).code).toBe(0);

    const done = await acgs(...asked, '--yes');
    expect(done.code).toBe(0);
    expect(done.out).toContain('it counts when mlops-manager is restarted');
    const { code, report } = await shown('--drift');
    expect(code).toBe(1);
    expect(settingOf(report?.settings, 'performance_targets.response_time_ms').configMap?.changedBy).toBe(
      'acgs-control-center',
    );
    expect(report?.findings[0]?.says).toContain('mlops-manager needs a restart');

    expect((await acgs('set', 'response_time_ms', '2000', '--yes')).code).toBe(0);
    expect((await practice.acgs('cluster', 'restart', 'mlops-manager', '--yes')).code).toBe(0);
    expect((await shown()).code).toBe(0);
  });

  it('in the environment of a deployment, whose pods are replaced', async () => {
    const asked = ['set', 'FALLBACK_ENABLED', 'false', '--deployment', 'production-integration'];
    const done = await acgs(...asked, '--yes');
    expect(done.code).toBe(0);
    expect(done.out).toContain('successfully rolled out');
    const { report } = await shown();
    expect(report?.findings.map(({ says }) => says).join()).toContain('nothing takes over when it fails');
    const back = ['set', 'FALLBACK_ENABLED', 'true', '--deployment', 'production-integration', '--yes'];
    expect((await acgs(...back)).code).toBe(0);
    expect((await shown()).code).toBe(0);
  });

  it.each([
    [['traffic_percentage', '10'], 4, 'traffic_percentage is moved by a rollout (rollout.set)'],
    [['MLOPS_ENABLED', 'false'], 4, 'mlops_enabled is moved by a rollout (rollout.set)'],
    [['constitutional_hash', 'deadbeefcafe0000'], 4, 'may only be cdd01ef066bc6cf2'],
    [['performance_targets.cost_savings', '74'], 2, 'in percent where a ratio from 0 to 1 is meant: 0.74'],
    [['artifact_retention_days', '0'], 2, 'not from 1 to'],
    [['nothing', '1'], 2, 'There is no setting nothing'],
    [['MIGRATION_MODE', 'false'], 2, 'is in no config map'],
    [['availability', '0.999', '--deployment', 'mlops-manager'], 2, 'is in no environment'],
    [
      ['MLOPS_STORAGE_ROOT', '/srv', '--deployment', 'nobody'],
      1,
      'There is no deployment acgs-production/nobody',
    ],
  ])('only as it may be: %o', async (words, code, says) => {
    const before = practice.sandbox.changes().length;
    const refused = await acgs('set', ...words, '--yes');
    expect(refused.err).toContain(says);
    expect(refused.code).toBe(code);
    expect(practice.sandbox.changes()).toHaveLength(before);
  });

  it('and nothing is sent where it is so already', async () => {
    const before = practice.sandbox.changes().length;
    const { code, out } = await acgs('set', 'model_accuracy', '0.90', '--yes');
    expect({ code, is: out.includes('already') }).toEqual({ code: 0, is: true });
    expect(practice.sandbox.changes()).toHaveLength(before);
  });

  it('by the rollout, and whoever edits that by hand afterwards is named', async () => {
    const words = ['./scripts/enable_mlops_features.sh', '--percentage', '50', '--yes'];
    expect((await practice.acgs('script', ...words)).code).toBe(0);
    expect((await shown()).code).toBe(0);
    await practice.sandbox.setFault('config-drift', true);
    const { report } = await shown('--drift');
    expect(settingOf(report?.settings, 'traffic_percentage').findings.map(({ says }) => says)).toEqual([
      expect.stringMatching(/^It was set to 50 by \S+ at 20\S+ and is 37: changed by kubectl-edit at 20/),
      expect.stringContaining('they may run with what was there before'),
    ]);
  });
});
