import { createInterface } from 'node:readline';
import { z } from 'zod';
import {
  type KubernetesList,
  type KubernetesObject,
  kubernetesApi,
} from '../../test/servers/kubernetes-api.ts';

/**
 * `churn API PER-SECOND`: changes pods through the API server as kubelets do, evenly and without end. Pods named
 * on standard input as `WATCH namespace/name …` are each tenth change; of those it says the restart count and when it
 * sent the change, epoch milliseconds. `STOP` ends it; it then says how many changes there were.
 */
const EACH_WATCHED = 10;
const [words = '', perSecond = '200'] = process.argv.slice(2);
const { server, authority, token } = z
  .object({ server: z.url(), authority: z.string(), token: z.string() })
  .parse(JSON.parse(words));
const api = kubernetesApi(server, authority, token);

interface Pod extends KubernetesObject {
  status: { containerStatuses: readonly Readonly<Record<string, string | number | boolean>>[] };
}
const pods = new Map<string, Pod>();
for (const pod of (await api.get<KubernetesList<Pod>>('/api/v1/pods?resourceVersion=0')).items) {
  pods.set(`${pod.metadata.namespace}/${pod.metadata.name}`, pod);
}
const keys = [...pods.keys()];

let watched: string[] = [];
let stopped = false;
const startedAt = performance.now();
let sent = 0;
let failed = 0;
/** What most of the failures said, for whoever has to mend it. */
const failures = new Map<string, number>();
/** No two changes have the same count, so that each can be recognised where it arrives. */
let restarts = 1000;
const underWay = new Set<Promise<void>>();

createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, ...named] = line.split(' ');
  if (word === 'WATCH') watched = named;
  if (word === 'STOP') stopped = true;
});
console.log('READY');

while (!stopped) {
  const due = Math.floor(((performance.now() - startedAt) / 1000) * Number(perSecond));
  for (; sent < due; sent += 1) change();
  await new Promise((resolve) => setTimeout(resolve, 2));
}
await Promise.all(underWay);
const seconds = (performance.now() - startedAt) / 1000;
const [commonest] = [...failures].sort(([, a], [, b]) => b - a);
console.log(
  JSON.stringify({ sent, failed, perSecond: (sent - failed) / seconds, failure: commonest?.[0] ?? null }),
);
await api.close();
process.exit(0);

function change(): void {
  const isWatched = watched.length > 0 && sent % EACH_WATCHED === 0;
  // Every pod comes up once in a while; with a step that shares no factor with their number, all do.
  const key = isWatched ? watched[(sent / EACH_WATCHED) % watched.length] : keys[(sent * 7919) % keys.length];
  const pod = pods.get(key ?? '');
  if (key === undefined || !pod) return;
  restarts += 1;
  const restartCount = restarts;
  const [first, ...others] = pod.status.containerStatuses;
  // Some become ready or cease to be, and change their place in the table.
  const ready = first?.ready === true && restartCount % 10 > 0;
  const { name, namespace } = pod.metadata;
  const body = { status: { containerStatuses: [{ ...first, restartCount, ready }, ...others] } };
  if (isWatched) {
    console.log(
      JSON.stringify({ key, restarts: restartCount, sentAt: performance.timeOrigin + performance.now() }),
    );
  }
  const done = api
    .patch(`/api/v1/namespaces/${namespace}/pods/${name}/status`, body)
    .catch((error: unknown) => {
      failed += 1;
      const words = String(error).replaceAll(name, 'POD').slice(0, 200);
      failures.set(words, (failures.get(words) ?? 0) + 1);
    })
    .then(() => void underWay.delete(done));
  underWay.add(done);
}
