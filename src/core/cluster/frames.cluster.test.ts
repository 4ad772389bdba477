import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startControlPlane, type TestControlPlane } from '../../../test/servers/control-plane.ts';
import type { KubernetesList, KubernetesObject } from '../../../test/servers/kubernetes-api.ts';
import { createNamespace, createPods, forEachInParallel } from '../../../test/servers/kubernetes-objects.ts';
import { type Kubernetes, openKubernetes } from '../connect/kubernetes/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { type PodRow, projectPod } from '../observe/cluster-rows.ts';
import { createReflector, type Reflector } from '../observe/reflector.ts';
import { ROWS_PER_FRAME, tableFrames } from './frames.ts';

const PODS = 300;
const NAMESPACE = 'churned';

let control: TestControlPlane;
let kubernetes: Kubernetes;
let reflector: Reflector<PodRow>;

beforeAll(async () => {
  control = await startControlPlane({ controllers: false });
  await createNamespace(control.api, NAMESPACE);
  await createPods(control.api, { name: 'pod', namespace: NAMESPACE, count: PODS });
  const clock = systemClock();
  kubernetes = await openKubernetes({
    cluster: { kubeconfig: control.kubeconfig },
    clock,
    log: silentLog,
    redactor: createRedactor(),
  });
  reflector = createReflector({
    kubernetes,
    resource: { path: '/api/v1/pods' },
    project: projectPod,
    keyOf: (row) => row.key,
    clock,
    log: silentLog,
  });
  reflector.start();
  await vi.waitFor(() => expect(reflector.rows().size).toBe(PODS), { timeout: 20_000 });
}, 60_000);

afterAll(async () => {
  await reflector?.stop();
  await kubernetes?.close();
  await control?.close();
});

it('loses no row and keeps none too many while pods change, come and go', async () => {
  const leave = new AbortController();
  const screen = new Map<string, PodRow>();
  const sizes: number[] = [];
  const following = (async () => {
    const frames = tableFrames({
      clock: systemClock(),
      source: reflector,
      keyOf: (row) => row.key,
      view: (row) => row,
      state: () => reflector.state().phase,
      signal: leave.signal,
    });
    for await (const frame of frames) {
      sizes.push(frame.rows.length);
      if (frame.reset) screen.clear();
      for (const key of frame.removed) screen.delete(key);
      for (const row of frame.rows) screen.set(row.key, row);
    }
  })();

  const path = `/api/v1/namespaces/${NAMESPACE}/pods`;
  const numbers = Array.from({ length: PODS }, (_, index) => index);
  await forEachInParallel(numbers, async (index) => {
    if (index % 3 === 0) await control.api.delete(`${path}/pod-${index}`, { gracePeriodSeconds: 0 });
    else
      await control.api.patch(`${path}/pod-${index}/status`, {
        status: { message: `turn ${index}`, phase: 'Failed' },
      });
  });
  await createPods(control.api, { name: 'late', namespace: NAMESPACE, count: PODS / 3 });

  const { items } = await control.api.get<KubernetesList<KubernetesObject>>(path);
  const expected = items.map(({ metadata }) => `${NAMESPACE}/${metadata.name}`).sort();
  expect(expected).toHaveLength(PODS);
  await vi.waitFor(() => expect([...screen.keys()].sort()).toEqual(expected), {
    timeout: 20_000,
    interval: 50,
  });
  await vi.waitFor(
    () => {
      for (const index of numbers.filter((each) => each % 3 !== 0)) {
        expect(screen.get(`${NAMESPACE}/pod-${index}`)).toMatchObject({
          phase: 'Failed',
          reason: `turn ${index}`,
        });
      }
    },
    { timeout: 20_000, interval: 50 },
  );
  leave.abort();
  await following;
  expect(Math.max(...sizes)).toBeLessThanOrEqual(ROWS_PER_FRAME);
}, 60_000);
