import { describe, expect, it } from 'vitest';
import type { ConfigurationReport, SettingView } from '../../../../contract/configuration.ts';
import { deploymentsWords, environmentGroups, placesOf, proposal, requestFor, summaryOf } from './words.ts';

const variable = (deployment: string, value: string | null, from: string | null = null, name = 'ROOT') => ({
  ...{ deployment, container: deployment, name, value, from, mayBeOld: false },
});

function setting(of: Partial<SettingView> = {}): SettingView {
  return {
    ...{
      id: 'storage.root',
      title: 'Root',
      says: 'where',
      type: 'path',
      place: 'storage, root',
      variable: 'ROOT',
    },
    ...{ verdict: 'agrees', level: 'good', configMap: null, environment: [], target: null, findings: [] },
    change: 'config map',
    ...of,
  };
}

function report(settings: readonly SettingView[], verdict: ConfigurationReport['verdict'] = 'differs') {
  return {
    ...{ namespace: 'n', verdict, readers: [], findings: [], settings: [...settings] },
    configMaps: [{ name: 'map', changedBy: null, changedAt: null }],
  };
}

describe('the sentence about the whole', () => {
  it.each([
    [['agrees', 'agrees'], 'agrees', 'All 2 settings agree with what they are to be.'],
    [['differs', 'agrees'], 'differs', 'Of 2 settings one differs.'],
    [
      ['invalid', 'differs', 'differs', 'missing'],
      'differs',
      'Of 4 settings one is invalid, two differ and one is missing.',
    ],
    [['unknown', 'unknown'], 'unknown', 'All 2 settings are unknown.'],
    [['agrees'], 'differs', 'Each setting agrees by itself; together they do not.'],
  ] as const)('%o: %s', (verdicts, verdict, says) => {
    expect(
      summaryOf(
        report(
          verdicts.map((it) => setting({ verdict: it })),
          verdict,
        ),
      ),
    ).toBe(says);
  });
});

describe('environments', () => {
  it('stand together where they say the same', () => {
    const groups = environmentGroups([variable('a', '/x'), variable('b', '/y'), variable('c', '/x')]);
    expect(groups.map(({ value, deployments }) => [value, deployments])).toEqual([
      ['/x', ['a', 'c']],
      ['/y', ['b']],
    ]);
    expect(deploymentsWords(['a', 'c'])).toBe('a and c');
    expect(deploymentsWords(['a', 'b', 'c'])).toBe('3 deployments');
  });
});

describe('where a setting can be changed', () => {
  it('is the config map, and each environment that has it written out', () => {
    const one = setting({
      configMap: { name: 'map', value: '/x', changedBy: null, changedAt: null },
      environment: [variable('a', '/y'), variable('b', '/x', 'config map map, key root')],
    });
    const [map, env, ...more] = placesOf(one, report([one]));
    expect([map?.title, env?.title, more]).toEqual(['config map map', 'environment of a', []]);
    if (!map || !env) throw new Error('places are missing');
    expect(requestFor(one, map, '/z')).toEqual({
      ...{ kind: 'configuration.set', parameters: { setting: 'storage.root', value: '/z' } },
    });
    expect(requestFor(one, env, '/z').parameters).toEqual({
      deployment: 'a',
      setting: 'storage.root',
      value: '/z',
    });
  });

  it('is nowhere for what a rollout moves', () => {
    expect(placesOf(setting({ change: 'rollout' }), report([]))).toEqual([]);
  });

  it('is whoever runs, where nobody has it yet', () => {
    const hash = setting({ id: 'hash', environment: [variable('b', 'x'), variable('a', 'x')] });
    const mode = setting({ id: 'MODE', change: 'environment', variable: 'MODE' });
    expect(placesOf(mode, report([hash, mode])).map(({ deployment }) => deployment)).toEqual(['a', 'b']);
  });

  it('begins with what it is to be, where it is not that', () => {
    const place = { deployment: null, title: '', value: '3000 ' };
    const target = { value: '2000', from: '' };
    expect(proposal(setting({ verdict: 'differs', target }), place)).toBe('2000');
    expect(proposal(setting({ target }), place)).toBe('3000');
    expect(proposal(setting({ verdict: 'differs' }), place)).toBe('3000');
  });
});
