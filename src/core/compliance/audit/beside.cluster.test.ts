import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startControlPlane, type TestControlPlane } from '../../../../test/servers/control-plane.ts';
import { createDeployment, createNamespace } from '../../../../test/servers/kubernetes-objects.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import type { ControlCenter } from '../../control-center/capabilities.ts';
import { openControlCenter } from '../../control-center.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';

const namespace = 'beside';
let cluster: TestControlPlane;
let folder: TemporaryFolder;
let center: ControlCenter;

beforeAll(async () => {
  cluster = await startControlPlane();
  folder = await temporaryFolder('beside');
  await createNamespace(cluster.api, namespace);
  await createDeployment(cluster.api, { name: 'gs-service', namespace });
  center = await openControlCenter({
    profile: {
      ...{ name: 'beside', environment: 'staging' },
      cluster: { kubeconfig: cluster.kubeconfig, namespace },
      anchors: [{ kind: 'configMap', name: 'acgs-journal-checkpoint' }],
    },
    dataDirectory: folder.path,
    clock: systemClock(),
    log: silentLog,
    redactor: createRedactor(),
    env: process.env,
  });
});

afterAll(async () => {
  await center?.close();
  await folder?.remove();
  await cluster?.close();
});

const kubectl = (...args: string[]) => cluster.kubectl('-n', namespace, ...args);

/** Changes of the cluster that nobody has journaled: what, and by whom. */
async function missing(): Promise<(readonly [string | null, string | undefined])[]> {
  const part = await center.compliance.part('audit');
  const acts = part.items.find(({ id }) => id === 'cluster')?.evidence ?? [];
  return acts.map(({ observed, changedBy }) => [observed, changedBy?.who] as const).toSorted();
}

describe('on a real control plane', { timeout: 60_000 }, () => {
  it('a change made with kubectl beside the control center is found: what, who and when', async () => {
    const before = await missing();
    await kubectl('create', 'configmap', 'mlops-config', '--from-literal=traffic_percentage=10');
    await kubectl('set', 'env', 'deployment/gs-service', 'MODE=fast');
    const found = await missing();
    expect(found).toEqual(
      [
        ...before,
        [`config map ${namespace}/mlops-config`, 'kubectl-create'] as const,
        [`deployment ${namespace}/gs-service`, 'kubectl-set'] as const,
      ].toSorted(),
    );
    const part = await center.compliance.part('audit');
    expect(part.state).not.toBe('met');
    const said = part.items.find(({ id }) => id === 'cluster')?.evidence.map(({ says }) => says);
    expect(said?.join('\n')).toMatch(
      /^config map beside\/mlops-config, by kubectl-create, at 20\S+Z: no entry of the journal explains it$/m,
    );
  });

  it('what passes through the door is explained by the journal, and so is its anchor', async () => {
    const before = await missing();
    await center.door.perform(
      center.operations.scale,
      { namespace, name: 'gs-service', replicas: 0 },
      { yes: true, readOnly: false, signal: AbortSignal.timeout(50_000) },
    );
    await center.journal.anchor();
    expect(await missing()).toEqual(before);
    const own = (await center.compliance.part('audit')).items.find(({ id }) => id === 'own-operations');
    expect(own).toMatchObject({ value: 1, weight: 1 });
  });

  it('our name alone explains nothing', async () => {
    await kubectl('annotate', 'deployment/gs-service', 'a=b', '--field-manager=acgs-control-center-journal');
    expect(await missing()).toContainEqual([
      ...[`deployment ${namespace}/gs-service`, 'acgs-control-center-journal'],
    ]);
  });
});
