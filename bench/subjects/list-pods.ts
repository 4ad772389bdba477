import { RESOURCES } from '../../src/core/cluster/resources.ts';
import { openKubernetes } from '../../src/core/connect/kubernetes/index.ts';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { silentLog } from '../../src/core/kernel/log.ts';
import { createRedactor } from '../../src/core/kernel/redaction.ts';
import { createReflector } from '../../src/core/observe/reflector.ts';
import { untilLive } from './until-live.ts';

/** `list-pods KUBECONFIG`: how long a reflector takes from the kubeconfig until its rows are live. */
const [kubeconfig = ''] = process.argv.slice(2);
const clock = systemClock();

const startedAt = performance.now();
const kubernetes = await openKubernetes({
  cluster: { kubeconfig },
  clock,
  log: silentLog,
  redactor: createRedactor(),
});
const reflector = createReflector({
  kubernetes,
  resource: { path: RESOURCES.pods.path(null) },
  project: RESOURCES.pods.project,
  keyOf: (row) => row.key,
  clock,
  log: silentLog,
});
await untilLive(reflector);
const liveMs = performance.now() - startedAt;

console.log(JSON.stringify({ liveMs, rows: reflector.rows().size }));
await reflector.stop();
await kubernetes.close();
