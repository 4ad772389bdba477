import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KubernetesError } from '../connect/kubernetes/index.ts';
import { OperatorError } from '../kernel/errors.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { createUsagePoll, type UsagePoll } from './usage.ts';

let clock: ManualClock;
let asked: string[];
let answer: (path: string) => Promise<unknown>;
let poll: UsagePoll;

beforeEach(() => {
  clock = manualClock();
  asked = [];
  answer = served;
  poll = pollOf();
});
afterEach(async () => {
  await poll.stop();
  expect(clock.pending()).toBe(0);
});

function pollOf(namespace?: string): UsagePoll {
  const request = ({ path }: { path: string }) => {
    asked.push(path);
    return answer(path);
  };
  return createUsagePoll({ kubernetes: { request }, clock, ...(namespace ? { namespace } : {}) });
}

const timestamp = '2025-06-27T08:59:45Z';
const served = (path: string): Promise<unknown> =>
  Promise.resolve({
    items: path.endsWith('/nodes')
      ? [{ metadata: { name: 'node-1' }, timestamp, usage: { cpu: '1500m', memory: '2Gi' } }]
      : [
          {
            metadata: { name: 'auth-1', namespace: 'acgs' },
            timestamp,
            containers: [
              { usage: { cpu: '250000000n', memory: '64Mi' } },
              { usage: { cpu: '50m', memory: '16Mi' } },
            ],
          },
          { metadata: { name: 'starting', namespace: 'acgs' }, timestamp, containers: [] },
        ],
  });

const failing = (status: number, code: 'not-found' | 'server-error' | 'forbidden') => () =>
  Promise.reject(
    new KubernetesError(code, `answered ${status}`, { status, reason: null, retryAfterMs: null }),
  );

describe('usage', () => {
  it('is asked for in one request each, every 15 s', async () => {
    poll.start();
    await clock.advance(0);
    expect(asked).toEqual(['/apis/metrics.k8s.io/v1beta1/nodes', '/apis/metrics.k8s.io/v1beta1/pods']);
    const measuredAt = Date.parse(timestamp);
    expect(poll.value()?.nodes).toEqual(
      new Map([['node-1', { cpuCores: 1.5, memoryBytes: 2 ** 31, measuredAt }]]),
    );
    expect(poll.value()?.pods).toEqual(
      new Map([['acgs/auth-1', { cpuCores: 0.3, memoryBytes: 83_886_080, measuredAt }]]),
    );
    expect(poll.state()).toMatchObject({ phase: 'live', lastContactAt: clock.now(), problem: null });
    await clock.advance(45_000);
    expect(asked).toHaveLength(8);
  });

  it('of one namespace is asked for there', async () => {
    poll = pollOf('acgs');
    await poll.refresh();
    expect(asked[1]).toBe('/apis/metrics.k8s.io/v1beta1/namespaces/acgs/pods');
  });

  it.each([404, 503] as const)(
    'is unknown without metrics-server (%i), which is asked for rarely',
    async (status) => {
      answer = failing(status, status === 404 ? 'not-found' : 'server-error');
      poll.start();
      await clock.advance(0);
      expect(poll.value()).toBeNull();
      expect(poll.state()).toMatchObject({
        phase: 'unknown',
        problem: { message: 'nobody in this cluster reports usage: metrics.k8s.io does not answer' },
      });
      await clock.advance(110_000);
      expect(asked).toHaveLength(2);
      answer = served;
      await clock.advance(20_000);
      expect(poll.state().phase).toBe('live');
    },
  );

  it('of pods is told where nodes may not be seen', async () => {
    answer = (path) => (path.endsWith('/nodes') ? failing(403, 'forbidden')() : served(path));
    await poll.refresh();
    expect(poll.value()?.pods.size).toBe(1);
    expect(poll.value()?.nodes.size).toBe(0);
    expect(poll.state()).toMatchObject({ phase: 'unknown', problem: { code: 'forbidden' } });
  });

  it('is kept, and stale, while the server cannot be reached', async () => {
    await poll.refresh();
    const seenAt = clock.now();
    await clock.advance(15_000);
    answer = () => Promise.reject(new OperatorError('unreachable', 'refused'));
    await poll.refresh();
    expect(poll.value()?.nodes.size).toBe(1);
    expect(poll.state()).toMatchObject({
      phase: 'stale',
      lastContactAt: seenAt,
      problem: { code: 'unreachable' },
    });
  });

  it('is not asked for again while an answer is awaited', async () => {
    const finish: (() => void)[] = [];
    answer = () => new Promise((resolve) => finish.push(() => resolve({ items: [] })));
    poll.start();
    await clock.advance(60_000);
    expect(asked).toHaveLength(2);
    for (const resolve of finish) resolve();
    await clock.advance(14_000);
    expect(asked).toHaveLength(2);
    await clock.advance(1000);
    expect(asked).toHaveLength(4);
    for (const resolve of finish) resolve();
  });
});
