import { expect, it } from 'vitest';
import { hideSecretValues } from './hidden-values.ts';

it('hides what environment variables with secret names hold, wherever they are, and keeps the rest', () => {
  const container = (env: unknown) => ({ name: 'main', env });
  const template = (env: unknown) => ({ spec: { template: { spec: { containers: [container(env)] } } } });
  expect(
    hideSecretValues([
      template([
        { name: 'DATABASE_PASSWORD', value: 'hunter2' },
        { name: 'API_KEY', value: 'k' },
        { name: 'GITHUB_TOKEN', valueFrom: { secretKeyRef: { name: 'github', key: 'token' } } },
        { name: 'AUTH_SERVICE_URL', value: 'http://auth' },
      ]),
    ]),
  ).toEqual([
    template([
      { name: 'DATABASE_PASSWORD', value: '(hidden)' },
      { name: 'API_KEY', value: '(hidden)' },
      { name: 'GITHUB_TOKEN', valueFrom: { secretKeyRef: { name: 'github', key: 'token' } } },
      { name: 'AUTH_SERVICE_URL', value: 'http://auth' },
    ]),
  ]);
});

it('hides the copy of everything that kubectl apply leaves behind', () => {
  const annotated = (value: string) => ({
    metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': value, team: 'gov' } },
  });
  expect(hideSecretValues(annotated('{"password":"hunter2"}'))).toEqual(annotated('(hidden)'));
});

it('hides the data of a secret, and not a config map that has a key called env', () => {
  expect(hideSecretValues({ kind: 'Secret', data: { password: 'aHVudGVyMg==' } })).toEqual({
    kind: 'Secret',
    data: { password: '(hidden)' },
    stringData: undefined,
  });
  const configMap = { kind: 'ConfigMap', data: { env: 'production' } };
  expect(hideSecretValues(configMap)).toEqual(configMap);
});
