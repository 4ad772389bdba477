import { createInterface } from 'node:readline';
import { z } from 'zod';
import {
  type KubernetesList,
  type KubernetesObject,
  kubernetesApi,
} from '../../test/servers/kubernetes-api.ts';
import { type EtcdCopies, type EtcdCopy, etcdCopies } from '../stage/etcd-copies.ts';

/**
 * `churn API PER-SECOND`: changes pods evenly and without end. Pods named on standard input as `WATCH namespace/name …`
 * are each tenth change, patched through the API server as kubelets do; of those it says the restart count, when it sent
 * the change and when the API server had taken it, epoch milliseconds. The others are changed where the API server keeps them: it tells its watchers
 * just the same, but to accept a patch costs it 6 ms of processor, which 200 times a second is more than this
 * measurement can spare. `STOP` ends it; it then says how many changes there were.
 */
const EACH_WATCHED = 10;
/** What is due meanwhile goes to the store together. */
const TOGETHER_MS = 25;
/** Restart counts that a pod goes through. It stays as ready as it is: what falls ill would push the watched rows down. */
const STATES = 8;
const [words = '', perSecond = '200'] = process.argv.slice(2);
const { server, authority, token, etcd } = z
  .object({ server: z.url(), authority: z.string(), token: z.string(), etcd: z.url() })
  .parse(JSON.parse(words));
const api = kubernetesApi(server, authority, token);
const store = etcdCopies(etcd);

interface Pod extends KubernetesObject {
  spec: { nodeName: string };
  status: {
    podIP: string;
    containerStatuses: readonly Readonly<Record<string, string | number | boolean>>[];
  };
}
/** Well pods of one app in one namespace are alike but for their names, identities and places; so are its ill ones. */
interface Alike {
  pattern: Pod;
  /** The pattern in each state, as it is stored. */
  states: readonly Buffer[];
}
const pods = new Map<string, Pod>();
for (const pod of (await api.get<KubernetesList<Pod>>('/api/v1/pods?resourceVersion=0')).items) {
  pods.set(`${pod.metadata.namespace}/${pod.metadata.name}`, pod);
}
const keys = [...pods.keys()];
/** No two changes have the same count, so that each can be recognised where it arrives. */
let restarts = 1000;
const patterns = new Map<string, Alike>();
for (const pod of pods.values()) {
  const kind = kindOf(pod);
  if (!patterns.has(kind)) patterns.set(kind, { pattern: pod, states: await statesOf(pod, store) });
}

let watched: string[] = [];
let stopped = false;
let sent = 0;
let failed = 0;
/** What most of the failures said, for whoever has to mend it. */
const failures = new Map<string, number>();
const underWay = new Set<Promise<void>>();

createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, ...named] = line.split(' ');
  if (word === 'WATCH') watched = named;
  if (word === 'STOP') stopped = true;
});
console.log('READY');

const startedAt = performance.now();
while (!stopped) {
  const due = Math.floor(((performance.now() - startedAt) / 1000) * Number(perSecond));
  const replaced: EtcdCopy[] = [];
  for (; sent < due; sent += 1) {
    const isWatched = watched.length > 0 && sent % EACH_WATCHED === 0;
    if (isWatched) patchNextWatched();
    else replaced.push(next());
  }
  if (replaced.length > 0) follow(store.write(replaced), replaced.length);
  await new Promise((resolve) => setTimeout(resolve, TOGETHER_MS));
}
await Promise.all(underWay);
const seconds = (performance.now() - startedAt) / 1000;
const [commonest] = [...failures].sort(([, a], [, b]) => b - a);
console.log(
  JSON.stringify({ sent, failed, perSecond: (sent - failed) / seconds, failure: commonest?.[0] ?? null }),
);
await Promise.all([api.close(), store.close()]);
process.exit(0);

function follow(request: Promise<void>, changes: number): void {
  const done = request
    .catch((error: unknown) => {
      failed += changes;
      const said = String(error).slice(0, 200);
      failures.set(said, (failures.get(said) ?? 0) + changes);
    })
    .then(() => void underWay.delete(done));
  underWay.add(done);
}

function patchNextWatched(): void {
  const key = watched[(sent / EACH_WATCHED) % watched.length] ?? '';
  const pod = pods.get(key);
  if (!pod) throw new Error(`There is no pod ${key}.`);
  restarts += 1;
  const change = { key, restarts, sentAt: now() };
  const tell = () => console.log(JSON.stringify({ ...change, answeredAt: now() }));
  follow(patch(pod, restarts).then(tell), 1);
}

async function patch(pod: Pod, restartCount: number): Promise<void> {
  const [first, ...others] = pod.status.containerStatuses;
  const { name, namespace } = pod.metadata;
  await api.patch(`/api/v1/namespaces/${namespace}/pods/${name}/status`, {
    status: { containerStatuses: [{ ...first, restartCount }, ...others] },
  });
}

/** Another pod in another state, made from its pattern in that state. */
function next(): EtcdCopy {
  const pod = notWatched();
  const { pattern, states } = patterns.get(kindOf(pod)) ?? {};
  const original = states?.[(sent + Math.floor(sent / keys.length)) % STATES];
  if (!pattern || !original) throw new Error(`${pod.metadata.name} is like no other pod.`);
  const differences = [
    [pattern.metadata.name, pod.metadata.name],
    [pattern.metadata.uid ?? '', pod.metadata.uid ?? ''],
    [pattern.status.podIP, pod.status.podIP],
    [pattern.spec.nodeName, pod.spec.nodeName],
  ] as const;
  return { original, key: storedAt(pod), differences };
}

/** Who patches a pod must not find that it was replaced meanwhile. */
function notWatched(): Pod {
  for (let from = sent; ; from += 1) {
    // Every pod comes up once in a while; with a step that shares no factor with their number, all do.
    const key = keys[(from * 7919) % keys.length] ?? '';
    const pod = pods.get(key);
    if (pod && !watched.includes(key)) return pod;
  }
}

async function statesOf(pod: Pod, { read }: EtcdCopies): Promise<Buffer[]> {
  const states: Buffer[] = [];
  for (let state = 1; state <= STATES; state += 1) {
    await patch(pod, state);
    states.push(await read(storedAt(pod)));
  }
  return states;
}

function kindOf({ metadata, status }: Pod): string {
  return `${metadata.namespace}/${metadata.labels?.app}/${status.containerStatuses[0]?.ready}`;
}

function storedAt({ metadata }: Pod): string {
  return `/registry/pods/${metadata.namespace}/${metadata.name}`;
}

/** Epoch milliseconds. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
