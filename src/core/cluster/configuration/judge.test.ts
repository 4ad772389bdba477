import { describe, expect, it } from 'vitest';
import { resolveThresholds } from '../../connect/profile/thresholds.ts';
import { judgeConfiguration } from './judge.ts';
import type { LastWritten } from './last-written.ts';
import type { SeenConfiguration } from './look.ts';
import { lastKnown } from './stale.ts';
import { configMap, DATA, deployment, ENV, GROUND, seen, WRITTEN } from './testing/seen.ts';

const judged = (
  of: Partial<SeenConfiguration> = {},
  last: ReadonlyMap<string, LastWritten> = new Map(),
  ground = GROUND,
) => judgeConfiguration(seen(of), ground, last);

function settingOf(report: ReturnType<typeof judged>, id: string) {
  const found = report.settings.find((it) => it.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

const withData = (data: Partial<Record<keyof typeof DATA, string>>): Partial<SeenConfiguration> => ({
  configMaps: { ok: true, value: [configMap({ ...DATA, ...data })] },
});
const withDeployments = (...value: ReturnType<typeof deployment>[]): Partial<SeenConfiguration> => ({
  deployments: { ok: true, value },
});
const unreachable = {
  ok: false,
  problem: { code: 'unreachable', message: 'The API does not answer', hint: null, retryable: true },
} as const;
const of = (name: string, kind: 'configMapKeyRef' | 'secretKeyRef', source: string, key: string) => ({
  name,
  valueFrom: { [kind]: { name: source, key } },
});

describe('the configuration of the guide', () => {
  it('agrees in every setting', () => {
    const report = judged();
    expect(report.settings.filter(({ verdict }) => verdict !== 'agrees')).toEqual([]);
    expect(report.settings.map(({ level }) => level)).not.toContain('unknown');
    expect(report).toMatchObject({ verdict: 'agrees', findings: [] });
    expect(settingOf(report, 'performance_targets.model_accuracy').configMap?.value).toBe('0.90');
  });

  it('is measured against the targets of the profile, not of the guides', () => {
    const ground = { ...GROUND, thresholds: resolveThresholds({ 'response-time': { target: 1800 } }) };
    const found = settingOf(judged({}, new Map(), ground), 'performance_targets.response_time_ms');
    expect(found).toMatchObject({ verdict: 'differs', level: 'warning', target: { value: '1800' } });
    expect(found.findings.map(({ says }) => says)).toEqual([
      'config map mlops-production-config: 2000 is laxer than 1800 (target response-time of the profile)',
    ]);
  });

  it.each([
    ['cost_savings: 0.8', 'performance_targets.cost_savings', 'stricter than 0.74'],
    ['cost_savings: 0.6', 'performance_targets.cost_savings', 'laxer than 0.74'],
  ])('says which way a target is missed: %s', (line, id, words) => {
    const performance_targets = DATA.performance_targets.replace('cost_savings: 0.74', line);
    expect(settingOf(judged(withData({ performance_targets })), id).findings[0]?.says).toContain(words);
  });
});

describe('a value that is none', () => {
  it.each([
    [{ traffic_percentage: '101' }, 'traffic_percentage', 'no whole percentage from 0 to 100'],
    [{ traffic_percentage: '-5' }, 'traffic_percentage', 'no whole percentage'],
    [{ traffic_percentage: '12.5' }, 'traffic_percentage', 'no whole percentage'],
    [{ traffic_percentage: '' }, 'traffic_percentage', 'it is empty'],
    [{ mlops_enabled: 'yes' }, 'mlops_enabled', 'neither true nor false'],
    [{ constitutional_hash: 'xyz' }, 'constitutional_hash', 'no hash of hexadecimal digits'],
    [
      { performance_targets: 'constitutional_compliance: 95' },
      'performance_targets.constitutional_compliance',
      'in percent where a ratio from 0 to 1 is meant: 0.95',
    ],
    [
      { performance_targets: 'response_time_ms: 2s' },
      'performance_targets.response_time_ms',
      'no number of milliseconds',
    ],
    [{ performance_targets: 'a: [' }, 'performance_targets.cost_savings', 'its text is no YAML'],
    [{ performance_targets: 'nothing' }, 'performance_targets.cost_savings', 'no list of names and values'],
    [{ storage_config: 'storage_root: opt' }, 'storage_config.storage_root', 'no absolute path'],
    [
      { storage_config: 'artifact_retention_days: 0' },
      'storage_config.artifact_retention_days',
      'not from 1 to',
    ],
  ])('is invalid: %o', (data, id, words) => {
    const found = settingOf(judged(withData(data)), id);
    expect(found).toMatchObject({ verdict: 'invalid', level: 'critical' });
    expect(found.findings.map(({ says }) => says).join()).toContain(words);
  });
});

describe('drift', () => {
  it('of another hash is critical, in the map and in an environment', () => {
    const report = judged({
      ...withData({ constitutional_hash: 'deadbeefcafe0000' }),
      ...withDeployments(deployment('mlops-manager', { ...ENV, CONSTITUTIONAL_HASH: GROUND.expectedHash })),
    });
    const found = settingOf(report, 'constitutional_hash');
    expect(found).toMatchObject({ verdict: 'differs', level: 'critical' });
    expect(found.findings.map(({ says }) => says)).toEqual([
      'config map mlops-production-config: deadbeefcafe0000 is not cdd01ef066bc6cf2 (constitutionalHash of the profile)',
      'CONSTITUTIONAL_HASH of mlops-manager is cdd01ef066bc6cf2, the config map says deadbeefcafe0000',
    ]);
  });

  it('between the map and an environment that is written out', () => {
    const report = judged(withDeployments(deployment('mlops-manager', { ...ENV, MLOPS_ENABLED: 'false' })));
    expect(settingOf(report, 'mlops_enabled').findings).toEqual([
      {
        kind: 'environment',
        level: 'warning',
        says: 'MLOPS_ENABLED of mlops-manager is false, the config map says true',
      },
    ]);
  });

  it('between deployments', () => {
    const report = judged(
      withDeployments(deployment('a'), deployment('b', { ...ENV, MLOPS_INTEGRATION_MODE: 'staging' })),
    );
    const says = settingOf(report, 'MLOPS_INTEGRATION_MODE').findings.map((it) => it.says);
    expect(says).toContain('Deployments differ: production in a; staging in b');
  });

  it('is none where the same is written otherwise', () => {
    const report = judged(
      withDeployments(
        deployment('a', {
          ...ENV,
          MODEL_ACCURACY_TARGET: '0.9',
          MLOPS_STORAGE_ROOT: '/opt/mlops/production/',
        }),
      ),
    );
    expect(report.verdict).toBe('agrees');
  });

  it('of pods that began before the key they read was written needs a restart', () => {
    const env = [
      of('MLOPS_ENABLED', 'configMapKeyRef', 'mlops-production-config', 'mlops_enabled'),
      ...Object.entries(ENV).map(([name, value]) => ({ name, value })),
    ];
    const old = deployment('mlops-manager', env, {
      reads: 'environment',
      startedAt: [WRITTEN - 1000, WRITTEN + 1000],
    });
    const report = judged(withDeployments(old));
    expect(settingOf(report, 'mlops_enabled')).toMatchObject({
      verdict: 'differs',
      environment: [
        { value: 'true', from: 'config map mlops-production-config, key mlops_enabled', mayBeOld: true },
      ],
    });
    expect(report.findings).toEqual([
      {
        kind: 'restart',
        level: 'warning',
        says: 'mlops-manager needs a restart: 1 of 2 pods began before the config map was written at 2026-06-27T10:00:00.000Z',
      },
    ]);
    const young = deployment('mlops-manager', env, { reads: 'environment', startedAt: [WRITTEN + 1000] });
    expect(judged(withDeployments(young)).verdict).toBe('agrees');
  });

  it('from what the control center wrote last names who changed it', () => {
    const last = new Map([
      ['traffic_percentage', { value: '100', actor: 'alice', at: WRITTEN - 60_000, sentAt: null }],
    ]);
    const report = judged(
      { configMaps: { ok: true, value: [configMap({ ...DATA, traffic_percentage: '37' }, 'kubectl-edit')] } },
      last,
    );
    expect(settingOf(report, 'traffic_percentage').findings).toEqual([
      {
        kind: 'written',
        level: 'warning',
        says: 'It was set to 100 by alice at 2026-06-27T09:59:00.000Z and is 37: changed by kubectl-edit at 2026-06-27T10:00:00.000Z',
      },
    ]);
    expect(judged({}, last).verdict).toBe('agrees');
  });
});

describe('settings that are right and together are not', () => {
  it.each([
    [
      { mlops_enabled: 'false', traffic_percentage: '10' },
      ENV,
      'critical',
      'turns the features on gives them 10 % at once',
    ],
    [{ traffic_percentage: '0' }, ENV, 'warning', 'they are on and nobody uses them'],
    [{}, { ...ENV, FALLBACK_ENABLED: 'false' }, 'critical', 'nothing takes over when it fails'],
    [{}, { ...ENV, MIGRATION_MODE: 'true' }, 'warning', 'the old system still decides'],
  ])('%o with %o', (data, env, level, words) => {
    const report = judged({ ...withData(data), ...withDeployments(deployment('a', env)) });
    expect(report.findings).toEqual([{ kind: 'dangerous', level, says: expect.stringContaining(words) }]);
    expect(report.verdict).toBe('differs');
  });

  it('two config maps of which nobody knows which one counts', () => {
    const other = configMap({ ...DATA, traffic_percentage: '10' }, 'helm', 'mlops-config');
    const report = judged({ configMaps: { ok: true, value: [configMap(), other] } });
    expect(report.findings[0]?.says).toContain('are both there');
    expect(settingOf(report, 'traffic_percentage').findings[0]?.says).toBe(
      'mlops-production-config says 100, mlops-config says 10',
    );
  });
});

describe('what is not known', () => {
  it('is missing where it was looked for and is not there', () => {
    const report = judged({ configMaps: { ok: true, value: [] }, ...withDeployments() });
    expect(new Set(report.settings.map(({ verdict }) => verdict))).toEqual(new Set(['missing']));
    expect(report.findings[0]).toMatchObject({ kind: 'missing', level: 'critical' });
  });

  it('is unknown where it cannot be looked for, and never agrees', () => {
    const report = judged({ configMaps: unreachable, deployments: unreachable });
    expect(new Set(report.settings.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
    expect(report.verdict).toBe('unknown');
  });

  it('of the environments alone leaves what stands in the config map alone agreeing', () => {
    const report = judged({ deployments: unreachable });
    expect(settingOf(report, 'storage_config.backup_enabled').verdict).toBe('agrees');
    expect(settingOf(report, 'mlops_enabled').verdict).toBe('unknown');
    expect(settingOf(report, 'FALLBACK_ENABLED').verdict).toBe('unknown');
    expect(report.verdict).toBe('unknown');
  });

  it('does not hide what is wrong beside it', () => {
    const report = judged({ ...withData({ traffic_percentage: '101' }), deployments: unreachable });
    expect(settingOf(report, 'traffic_percentage')).toMatchObject({ verdict: 'invalid', level: 'critical' });
    expect(report.verdict).toBe('differs');
  });

  it('is a secret: said where it comes from, never read', () => {
    const env = [of('MODEL_ACCURACY_TARGET', 'secretKeyRef', 'targets', 'accuracy')];
    const found = settingOf(
      judged(withDeployments(deployment('a', env))),
      'performance_targets.model_accuracy',
    );
    expect(found.environment).toMatchObject([{ value: null, from: 'secret targets, key accuracy' }]);
    expect(found.verdict).toBe('unknown');
    expect(found.findings[0]?.says).toBe(
      'MODEL_ACCURACY_TARGET of a comes from secret targets, key accuracy, which is not read',
    );
  });

  it('is a config map that a variable names and that is not there', () => {
    const env = [of('MIGRATION_MODE', 'configMapKeyRef', 'gone', 'x')];
    const report = judged({
      ...withDeployments(deployment('a', env)),
      others: new Map([['gone', { ok: true, value: null }]]),
    });
    expect(settingOf(report, 'MIGRATION_MODE').findings[0]?.says).toContain('which is not there');
  });

  it('is everything, once nobody can look any more: values stay, no verdict does', () => {
    const stale = lastKnown(judged(withData({ traffic_percentage: '101' })), unreachable.problem);
    expect(new Set(stale.settings.map(({ level }) => level))).toEqual(new Set(['unknown']));
    expect(stale.verdict).toBe('unknown');
    const share = settingOf(stale, 'traffic_percentage');
    expect(share.configMap?.value).toBe('101');
    expect(share.findings[0]?.says).toMatch(/^When last seen: /);
  });
});

describe('an environment that is taken from a whole config map', () => {
  it('has its keys, with the prefix, and what is written out wins', () => {
    const envFrom = [
      { prefix: 'X_', configMapRef: { name: 'mlops-production-config' } },
      { configMapRef: { name: 'flat' } },
    ];
    const report = judged({
      ...withDeployments(deployment('a', { FALLBACK_ENABLED: 'true' }, { envFrom })),
      others: new Map([
        [
          'flat',
          {
            ok: true,
            value: new Map([
              ['FALLBACK_ENABLED', 'false'],
              ['MIGRATION_MODE', 'true'],
            ]),
          },
        ],
      ]),
    });
    expect(settingOf(report, 'FALLBACK_ENABLED').environment).toMatchObject([{ value: 'true', from: null }]);
    expect(settingOf(report, 'MIGRATION_MODE').environment).toMatchObject([
      { value: 'true', from: 'config map flat, key MIGRATION_MODE' },
    ]);
    expect(settingOf(report, 'mlops_enabled').environment).toMatchObject([
      { name: 'X_mlops_enabled', value: 'true' },
    ]);
  });
});
