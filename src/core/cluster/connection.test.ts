import { describe, expect, it } from 'vitest';
import type { Kubernetes } from '../connect/kubernetes/index.ts';
import { OperatorError } from '../kernel/errors.ts';
import { silentLog } from '../kernel/log.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { openStore } from '../store/index.ts';
import { createCluster } from './index.ts';

function clusterThat(open: () => Promise<Kubernetes>) {
  const clock = manualClock();
  return {
    clock,
    cluster: createCluster({
      open,
      namespace: 'acgs-production',
      contexts: async () => [],
      store: openStore(':memory:', 60_000),
      staleAfterMs: 60_000,
      expectedHash: 'cdd01ef066bc6cf2',
      redactor: createRedactor(),
      clock,
      log: silentLog,
    }),
  };
}

const OWN = { context: null, namespaces: 'own' } as const;

const broken = () => Promise.reject(new OperatorError('kubeconfig', 'no kubeconfig', { hint: 'Write one.' }));

describe('a cluster whose kubeconfig cannot be used', () => {
  it('says why in its state and settles, instead of hanging', async () => {
    const { cluster } = clusterThat(broken);
    const release = cluster.hold();
    await cluster.settled();
    expect(cluster.state()).toMatchObject({
      phase: 'connecting',
      lastContactAt: null,
      problem: { code: 'kubeconfig', message: 'no kubeconfig', hint: 'Write one.' },
    });
    release();
    await cluster.close();
  });

  it('is tried again while somebody watches, so that a mended file is noticed', async () => {
    let attempts = 0;
    const { clock, cluster } = clusterThat(() => {
      attempts += 1;
      return broken();
    });
    const release = cluster.hold();
    await cluster.opened();
    const before = attempts;
    await clock.advance(10_000);
    expect(attempts).toBeGreaterThan(before);
    release();
    await cluster.close();
    const closedAt = attempts;
    await clock.advance(60_000);
    expect(attempts).toBe(closedAt);
    expect(clock.pending()).toBe(0);
  });

  it('fails a listing with the sentence', async () => {
    const { cluster } = clusterThat(broken);
    await expect(cluster.list('pods', OWN)).rejects.toThrow('no kubeconfig');
  });
});

it('a profile without a cluster gives one empty frame that says so', async () => {
  const clock = manualClock();
  const cluster = createCluster({
    open: null,
    namespace: 'acgs-production',
    contexts: async () => [],
    store: openStore(':memory:', 60_000),
    staleAfterMs: 60_000,
    expectedHash: 'cdd01ef066bc6cf2',
    redactor: createRedactor(),
    clock,
    log: silentLog,
  });
  const { value } = await cluster.frames('pods', OWN).next();
  expect(value).toMatchObject({ state: { phase: 'not-configured' }, rows: [], total: 0 });
  expect(cluster.state().phase).toBe('not-configured');
  await cluster.close();
});
