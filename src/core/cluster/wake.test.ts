import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { json } from '../../../test/servers/scripted-http.ts';
import { startTcpProxy, type TcpProxy } from '../../../test/servers/tcp-proxy.ts';
import {
  type ScriptedKubernetes,
  startScriptedKubernetes,
} from '../connect/kubernetes/testing/scripted-kubernetes.ts';
import { silentLog } from '../kernel/log.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { watchSleep } from '../kernel/sleep-watch.ts';
import { openStore } from '../store/index.ts';
import { type Cluster, createCluster } from './index.ts';

const PODS = '/api/v1/namespaces/acgs/pods';

const podOf = (name: string) => ({ metadata: { name, namespace: 'acgs', uid: name } });

let scripted: ScriptedKubernetes;
let proxy: TcpProxy;
let clock: ManualClock;
let cluster: Cluster;
let pods: string[];

beforeEach(async () => {
  clock = manualClock();
  pods = ['web-1'];
  scripted = await startScriptedKubernetes();
  const { server } = scripted;
  proxy = await startTcpProxy({ port: Number(new URL(server.url).port) });
  server.answer('/livez', (_request, response) => void response.end('ok'));
  server.answer(PODS, (request, response) => {
    if (!request.url?.includes('watch=true')) {
      json({ metadata: { resourceVersion: '1' }, items: pods.map(podOf) })(request, response);
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    // What changed since version 1.
    if (!pods.includes('web-2')) return;
    for (const [type, name] of [
      ['DELETED', 'web-1'],
      ['ADDED', 'web-2'],
    ] as const) {
      response.write(`${JSON.stringify({ type, object: podOf(name) })}\n`);
    }
  });
  server.answer('/apis/metrics.k8s.io/v1beta1/nodes', json({ items: [] }));
  server.answer('/apis/metrics.k8s.io/v1beta1/pods', json({ items: [] }));
  cluster = createCluster({
    open: () => scripted.open({ clock, cluster: { server: `http://127.0.0.1:${proxy.port}` } }),
    contexts: async () => [],
    namespace: 'acgs',
    store: openStore(':memory:', 60_000),
    staleAfterMs: 60_000,
    expectedHash: 'cdd01ef066bc6cf2',
    redactor: createRedactor(),
    clock,
    log: silentLog,
  });
});

afterEach(async () => {
  await cluster.close();
  await proxy.close();
  await scripted.close();
});

it('what was seen before sleep is not taken for now, and is looked at anew when the network is back', async () => {
  const stop = new AbortController();
  const seen: { phase: string; rows: string[] }[] = [];
  const rows = new Map<string, string>();
  const reading = (async () => {
    const options = { context: null, namespaces: 'own', signal: stop.signal } as const;
    for await (const frame of cluster.frames('pods', options)) {
      if (frame.reset) rows.clear();
      for (const row of frame.rows) rows.set(row.key, row.name);
      for (const key of frame.removed) rows.delete(key);
      seen.push({ phase: frame.state.phase, rows: [...rows.values()] });
    }
  })();
  const becomes = (phase: string, names: string[]) =>
    vi.waitFor(
      async () => {
        await clock.advance(100);
        expect(seen.at(-1)).toEqual({ phase, rows: names });
      },
      { timeout: 8000, interval: 10 },
    );
  await becomes('live', ['web-1']);

  const stopWatching = watchSleep(clock, () => cluster.checkNow());
  // The lid is shut: the line is dead without a word, and the server goes on.
  proxy.blackhole();
  pods = ['web-2'];
  clock.sleep(8 * 3_600_000);
  await becomes('stale', ['web-1']);
  await proxy.resume();
  proxy.cut();
  await becomes('live', ['web-2']);

  stopWatching();
  stop.abort();
  await reading;
});
