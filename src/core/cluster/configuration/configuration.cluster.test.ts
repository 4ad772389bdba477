import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDeployment, createNamespace } from '../../../../test/servers/kubernetes-objects.ts';
import { recordAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { resolveThresholds } from '../../connect/profile/thresholds.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { openStore, type Store } from '../../store/index.ts';
import { openTrafficCluster, type TrafficCluster } from '../traffic/testing/traffic-cluster.ts';
import { createConfiguration } from './index.ts';
import { DATA, HASH, MAP } from './testing/seen.ts';

const clock = systemClock();
const soon = () => AbortSignal.timeout(50_000);

let cluster: TrafficCluster;
let store: Store;
let namespace = '';
/** Where kubectl does the same. */
let twin = '';
let spaces = 0;

beforeAll(async () => {
  store = openStore(':memory:', 60_000);
  cluster = await openTrafficCluster({ kubelet: true });
});

afterAll(async () => {
  store?.close();
  await cluster?.close();
});

beforeEach(async () => {
  spaces += 1;
  store.close();
  store = openStore(':memory:', 60_000);
  [namespace, twin] = [`configuration-${spaces}`, `twin-${spaces}`];
  for (const space of [namespace, twin]) {
    await createNamespace(cluster.api, space);
    await createDeployment(cluster.api, { name: 'mlops-manager', namespace: space });
    await cluster.api.post(`/api/v1/namespaces/${space}/configmaps`, {
      metadata: { name: MAP, labels: { team: 'mlops' } },
      data: { ...DATA, mine: 'kept' },
    });
  }
  await cluster.kubectl('-n', namespace, 'rollout', 'status', 'deployment/mlops-manager', '--timeout=40s');
});

const kubectl = (...args: string[]) => cluster.kubectl('-n', namespace, ...args);

function configuration(connection: Kubernetes = cluster.kubernetes) {
  return createConfiguration({
    profile: { name: 'practice', environment: 'production' },
    cluster: { configured: true, connect: async () => connection, namespace },
    thresholds: resolveThresholds({}),
    expectedHash: HASH,
    facts: store.facts,
    journal: { list: async () => ({ items: [], total: 0, isTotalExact: true }), subscribe: () => () => {} },
    redactor: createRedactor(),
    clock,
  });
}

const set = (setting: string, value: string) =>
  cluster.door.door.perform(
    configuration().operations.set,
    { setting, value },
    { yes: true, readOnly: false, signal: soon() },
  );

const setVariable = (setting: string, value: string, deployment = 'mlops-manager') =>
  cluster.door.door.perform(
    configuration().operations.setVariable,
    { deployment, setting, value },
    { yes: true, readOnly: false, signal: soon() },
  );

/** An object without what differs between any two of them. */
async function plain(kind: string, space: string): Promise<unknown> {
  const object: unknown = JSON.parse(await cluster.kubectl('-n', space, 'get', kind, '-o=json'));
  const { labels, annotations } = recordAt(object, 'metadata');
  const { template } = recordAt(object, 'spec');
  return { labels, annotations, data: recordAt(object, 'data'), template };
}

describe('a setting in the config map of a real control plane', () => {
  it.each([
    ['performance_targets.model_accuracy', '0.95', 'performance_targets', ['0.90', '0.95']],
    ['storage_config.storage_root', '/srv/mlops', 'storage_config', ['/opt/mlops/production', '/srv/mlops']],
  ] as const)('is written as kubectl patch writes it: %s', async (setting, value, key, [old, now]) => {
    const outcome = await set(setting, value);
    expect(outcome.verification).toEqual({
      ok: true,
      words: `config map ${namespace}/${MAP} reads back with ${setting} ${value}; it counts when mlops-manager is restarted`,
    });
    const patch = JSON.stringify({ data: { [key]: DATA[key].replace(old, now) } });
    await cluster.kubectl('-n', twin, 'patch', `configmap/${MAP}`, '--type=merge', '-p', patch);
    expect(await plain(`configmap/${MAP}`, namespace)).toEqual(await plain(`configmap/${MAP}`, twin));
  });

  it('is put back, to the character, by what is offered after it', async () => {
    const { inverse } = await set('performance_targets.model_accuracy', '0.95');
    expect(inverse?.title).toBe('Back to 0.90');
    await set('performance_targets.model_accuracy', '0.90');
    expect(await plain(`configmap/${MAP}`, namespace)).toEqual(await plain(`configmap/${MAP}`, twin));
  });

  it('that somebody else writes in between is not written over, and they are named', async () => {
    const { operations } = configuration();
    const prepared = await operations.set.prepare(
      { setting: 'performance_targets.cost_savings', value: '0.8' },
      soon(),
    );
    await kubectl('patch', `configmap/${MAP}`, '-p', '{"data":{"mine":"other"}}');
    await expect(prepared.execute(soon())).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/changed by somebody else meanwhile, last by kubectl\S* at 20/),
    });
    expect(await plain(`configmap/${MAP}`, namespace)).toMatchObject({ data: { ...DATA, mine: 'other' } });
  });

  it('agreed to is another agreement once the text around it is another', async () => {
    const look = () =>
      cluster.door.door.preview(
        configuration().operations.set,
        { setting: 'performance_targets.cost_savings', value: '0.8' },
        { readOnly: false, signal: soon() },
      );
    const agreed = await look();
    expect(agreed.dryRun).toBe('server');
    await kubectl('patch', `configmap/${MAP}`, '-p', '{"data":{"mine":"other"}}');
    expect((await look()).hash).toBe(agreed.hash);
    await kubectl(
      'patch',
      `configmap/${MAP}`,
      '-p',
      '{"data":{"performance_targets":"cost_savings: 0.7\\n"}}',
    );
    expect((await look()).hash).not.toBe(agreed.hash);
  });

  it('is not written into one that is immutable, into two, or into none', async () => {
    await kubectl('patch', `configmap/${MAP}`, '-p', '{"immutable":true}');
    await expect(set('availability', '0.99')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('is immutable'),
    });
    await kubectl('create', 'configmap', 'mlops-config');
    await expect(set('availability', '0.99')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('are both there'),
    });
    await kubectl('delete', 'configmap', MAP, 'mlops-config');
    await expect(set('availability', '0.99')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a setting in the environment of a deployment', () => {
  const setEnv = (value: string) =>
    cluster.kubectl('-n', twin, 'set', 'env', 'deployment/mlops-manager', `FALLBACK_ENABLED=${value}`);

  it('is written as kubectl set env writes it, first and again, and its pods follow', async () => {
    for (const value of ['true', 'false']) {
      const { verification } = await setVariable('FALLBACK_ENABLED', value);
      expect(verification).toMatchObject({
        ok: true,
        words: expect.stringContaining('successfully rolled out'),
      });
      await setEnv(value);
      expect(await plain('deployment/mlops-manager', namespace)).toEqual(
        await plain('deployment/mlops-manager', twin),
      );
    }
  });

  it('that somebody else writes in between is not written over; what controllers write is no conflict', async () => {
    await setVariable('FALLBACK_ENABLED', 'true');
    const { operations } = configuration();
    const wanted = { deployment: 'mlops-manager', setting: 'FALLBACK_ENABLED', value: 'false' };
    const scaled = await operations.setVariable.prepare(wanted, soon());
    await kubectl('scale', 'deployment/mlops-manager', '--replicas=2');
    await scaled.execute(soon());

    const late = await operations.setVariable.prepare({ ...wanted, value: 'true' }, soon());
    await kubectl('set', 'env', 'deployment/mlops-manager', 'FALLBACK_ENABLED=maybe');
    await expect(late.execute(soon())).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('changed by somebody else meanwhile'),
    });
    expect(await kubectl('get', 'deployment/mlops-manager', '-o=json')).toContain('"value": "maybe"');
  });

  it('that comes from elsewhere is not hidden by one that is written out', async () => {
    await kubectl('create', 'configmap', 'modes', '--from-literal=MIGRATION_MODE=false');
    await kubectl('set', 'env', 'deployment/mlops-manager', '--from=configmap/modes');
    await expect(setVariable('MIGRATION_MODE', 'true')).rejects.toMatchObject({
      code: 'conflict',
      message: `deployment ${namespace}/mlops-manager takes MIGRATION_MODE from config map modes, key MIGRATION_MODE`,
    });
  });
});

describe('the configuration, looked at', () => {
  const look = async (connection?: Kubernetes) => {
    const { report, problem } = await configuration(connection).look(soon());
    if (report === null) throw new Error(problem?.message);
    const settingOf = (id: string) => report.settings.find((it) => it.id === id);
    return { report, settingOf };
  };

  it('has variables of every kind, and no value of a secret', async () => {
    await kubectl('create', 'configmap', 'modes', '--from-literal=mode=staging');
    await kubectl('create', 'secret', 'generic', 'targets', '--from-literal=MODEL_ACCURACY_TARGET=0.123456');
    await kubectl('set', 'env', 'deployment/mlops-manager', '--from=secret/targets', 'MIGRATION_MODE=false');
    await kubectl(
      'patch',
      'deployment/mlops-manager',
      '-p',
      JSON.stringify({
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: 'main',
                  env: [
                    {
                      name: 'MLOPS_INTEGRATION_MODE',
                      valueFrom: { configMapKeyRef: { name: 'modes', key: 'mode' } },
                    },
                  ],
                  envFrom: [{ configMapRef: { name: MAP } }],
                },
              ],
            },
          },
        },
      }),
    );
    const { report, settingOf } = await look();
    expect(settingOf('MIGRATION_MODE')?.environment).toMatchObject([{ value: 'false', from: null }]);
    expect(settingOf('MLOPS_INTEGRATION_MODE')).toMatchObject({
      verdict: 'differs',
      environment: [{ value: 'staging', from: 'config map modes, key mode' }],
    });
    expect(settingOf('mlops_enabled')?.environment).toMatchObject([{ name: 'mlops_enabled', value: 'true' }]);
    expect(settingOf('performance_targets.model_accuracy')).toMatchObject({
      verdict: 'unknown',
      environment: [{ value: null, from: 'secret targets, key MODEL_ACCURACY_TARGET' }],
    });
    expect(JSON.stringify(report)).not.toContain('0.123456');
  });

  it('tells who began before it was written, until they are restarted', async () => {
    expect((await look()).report.readers).toMatchObject([{ deployment: 'mlops-manager', how: 'start' }]);
    // Pods say in whole seconds when they began.
    let days = 30;
    await expect
      .poll(
        async () => {
          days += 1;
          await set('storage_config.artifact_retention_days', String(days));
          return (await look()).report.readers[0]?.before;
        },
        { timeout: 20_000, interval: 500 },
      )
      .toBe(1);
    await kubectl('rollout', 'restart', 'deployment/mlops-manager');
    await kubectl('rollout', 'status', 'deployment/mlops-manager', '--timeout=40s');
    await expect
      .poll(async () => (await look()).report.readers[0]?.before, { timeout: 20_000, interval: 500 })
      .toBe(0);
  });

  it('is unknown, part by part, where it may not be read, and says which right is missing', async () => {
    const none = await look(cluster.nobody);
    expect(new Set(none.report.settings.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
    expect(none.report.findings.map(({ says }) => says).join()).toContain('configmaps');

    await kubectl('create', 'role', 'reader', '--verb=get', '--resource=configmaps');
    await kubectl('create', 'rolebinding', 'reader', '--role=reader', '--user=nobody');
    await expect
      .poll(async () => (await look(cluster.nobody)).settingOf('storage_config.backup_enabled')?.verdict, {
        timeout: 20_000,
      })
      .toBe('agrees');
    const part = await look(cluster.nobody);
    expect(part.settingOf('mlops_enabled')).toMatchObject({
      verdict: 'unknown',
      configMap: { value: 'true' },
    });
    expect(part.report.verdict).toBe('unknown');
    expect(part.report.findings.map(({ says }) => says).join()).toContain('deployments');
  });
});
