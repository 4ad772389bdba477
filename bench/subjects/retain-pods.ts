import { RESOURCES } from '../../src/core/cluster/resources.ts';
import { openKubernetes } from '../../src/core/connect/kubernetes/index.ts';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { silentLog } from '../../src/core/kernel/log.ts';
import { createRedactor } from '../../src/core/kernel/redaction.ts';
import { createReflector } from '../../src/core/observe/reflector.ts';
import { retainedBytes } from './retained-bytes.ts';
import { untilLive } from './until-live.ts';

/**
 * `retain-pods KUBECONFIG rows|objects`: what the pods cost in memory once everything that can go has gone: as rows of
 * a running reflector, or as the objects of the API.
 */
const [kubeconfig = '', kept = 'rows'] = process.argv.slice(2);
const clock = systemClock();
const kubernetes = await openKubernetes({
  cluster: { kubeconfig },
  clock,
  log: silentLog,
  redactor: createRedactor(),
});
const reflector = createReflector<unknown>({
  kubernetes,
  resource: { path: RESOURCES.pods.path(null) },
  project: kept === 'rows' ? RESOURCES.pods.project : (object) => object,
  keyOf: keyOfPod,
  clock,
  log: silentLog,
});

// The connection and the code are there whether or not there are pods.
await kubernetes.request({ path: RESOURCES.pods.path(null), query: { limit: 1 } });
const before = await retainedBytes();
await untilLive(reflector);
const after = await retainedBytes();

const rows = reflector.rows().size;
console.log(JSON.stringify({ rows, bytesPerPod: (after - before) / rows }));
await reflector.stop();
await kubernetes.close();

function keyOfPod(pod: unknown): string {
  return RESOURCES.pods.project(pod)?.key ?? keyOfRow(pod);
}

function keyOfRow(row: unknown): string {
  return typeof row === 'object' && row !== null && 'key' in row ? String(row.key) : '';
}
