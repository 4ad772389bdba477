import { fieldAt, listAt, textAt, timeAt } from '../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../connect/kubernetes/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { OperatorError, type Problem, problemOf } from '../kernel/errors.ts';
import { parseQuantity } from './rows/quantity.ts';

/** What a node or pod uses, as metrics.k8s.io says it. */
export interface ResourceUse {
  cpuCores: number;
  memoryBytes: number;
  /** End of the measured window, epoch milliseconds. */
  measuredAt: number;
}

export interface Usage {
  /** By node name. */
  nodes: ReadonlyMap<string, ResourceUse>;
  /** By `namespace/name`, summed over containers. */
  pods: ReadonlyMap<string, ResourceUse>;
}

export interface UsageState {
  /** `unknown`: nobody in this cluster reports usage, or we may not ask. */
  phase: 'connecting' | 'live' | 'stale' | 'unknown';
  /** Epoch milliseconds. */
  since: number;
  lastContactAt: number | null;
  problem: Problem | null;
}

/** Usage of nodes and pods, asked for regularly: metrics.k8s.io cannot be watched. */
export interface UsagePoll {
  /** The last answer; null before the first and while nobody reports. */
  value(): Usage | null;
  state(): UsageState;
  subscribe(listener: () => void): () => void;
  /** Asks now; resolves when the answer is in. Never rejects: a failure is the state's problem. */
  refresh(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** metrics-server measures every 15 s by default: asking more often tells nothing new. */
const INTERVAL_MS = 15_000;
/** A cluster without metrics-server rarely gets one while somebody watches. */
const SLOW_INTERVAL_MS = 120_000;
const API = '/apis/metrics.k8s.io/v1beta1';

export function createUsagePoll(options: {
  kubernetes: Pick<Kubernetes, 'request'>;
  clock: Clock;
  /** Pods of one namespace only, for those who may not see all. */
  namespace?: string;
}): UsagePoll {
  const { kubernetes, clock, namespace } = options;
  const listeners = new Set<() => void>();
  const stopping = new AbortController();
  let usage: Usage | null = null;
  let state: UsageState = { phase: 'connecting', since: clock.now(), lastContactAt: null, problem: null };
  let cancelWait: (() => void) | undefined;
  let flight: Promise<void> | undefined;
  let started = false;

  const enter = (phase: UsageState['phase'], problem: Problem | null) => {
    const at = clock.now();
    state = {
      phase,
      since: phase === state.phase ? state.since : at,
      lastContactAt: phase === 'live' ? at : state.lastContactAt,
      problem,
    };
  };

  const ask = async () => {
    const { signal } = stopping;
    const podPath = namespace === undefined ? `${API}/pods` : `${API}/namespaces/${namespace}/pods`;
    const [ofNodes, ofPods] = await Promise.allSettled([
      kubernetes.request({ path: `${API}/nodes`, signal }),
      kubernetes.request({ path: podPath, signal }),
    ]);
    if (signal.aborted) return;
    const at = clock.now();
    if (ofNodes.status === 'fulfilled' || ofPods.status === 'fulfilled') {
      usage = {
        nodes: ofNodes.status === 'fulfilled' ? read(ofNodes.value, nodeUse, at) : new Map(),
        pods: ofPods.status === 'fulfilled' ? read(ofPods.value, podUse, at) : new Map(),
      };
    }
    const failed = [ofNodes, ofPods].find((result) => result.status === 'rejected');
    if (!failed) enter('live', null);
    else if (isAbsent(failed.reason)) {
      if (ofNodes.status === 'rejected' && ofPods.status === 'rejected') usage = null;
      enter('unknown', absence(failed.reason));
    } else enter(state.lastContactAt === null ? 'connecting' : 'stale', problemOf(failed.reason));
    for (const listener of [...listeners]) listener();
  };
  /** One question at a time: a slow server is not asked again while it thinks. */
  const refresh = () => {
    flight ??= ask().finally(() => {
      flight = undefined;
    });
    return flight;
  };
  const loop = async () => {
    await refresh();
    if (!started) return;
    cancelWait = clock.after(state.phase === 'unknown' ? SLOW_INTERVAL_MS : INTERVAL_MS, () => void loop());
  };

  return {
    value: () => usage,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh,
    start() {
      if (started) return;
      started = true;
      void loop();
    },
    async stop() {
      started = false;
      cancelWait?.();
      stopping.abort();
      await flight;
    },
  };
}

function read(
  answer: unknown,
  consumptionOf: (item: unknown, at: number) => ResourceUse | null,
  at: number,
): ReadonlyMap<string, ResourceUse> {
  const found = new Map<string, ResourceUse>();
  for (const item of listAt(answer, 'items')) {
    const name = textAt(item, 'metadata', 'name');
    const used = consumptionOf(item, at);
    if (name === null || used === null) continue;
    const namespace = textAt(item, 'metadata', 'namespace');
    found.set(namespace === null ? name : `${namespace}/${name}`, used);
  }
  return found;
}

function nodeUse(item: unknown, at: number): ResourceUse | null {
  const cpuCores = parseQuantity(fieldAt(item, 'usage', 'cpu'));
  const memoryBytes = parseQuantity(fieldAt(item, 'usage', 'memory'));
  if (cpuCores === null || memoryBytes === null) return null;
  return { cpuCores, memoryBytes, measuredAt: timeAt(item, 'timestamp') ?? at };
}

function podUse(item: unknown, at: number): ResourceUse | null {
  const parts = listAt(item, 'containers').flatMap((container) => nodeUse(container, at) ?? []);
  if (parts.length === 0) return null;
  return {
    cpuCores: parts.reduce((sum, part) => sum + part.cpuCores, 0),
    memoryBytes: parts.reduce((sum, part) => sum + part.memoryBytes, 0),
    measuredAt: timeAt(item, 'timestamp') ?? at,
  };
}

/** 404 without metrics-server; 503 while its APIService has nobody behind it; 403 where we may not. */
function isAbsent(error: unknown): boolean {
  if (!(error instanceof OperatorError)) return false;
  return error.code === 'not-found' || error.code === 'forbidden' || fieldAt(error, 'status') === 503;
}

function absence(error: unknown): Problem {
  const problem = problemOf(error);
  if (problem.code === 'forbidden') return problem;
  return {
    code: 'not-found',
    message: 'nobody in this cluster reports usage: metrics.k8s.io does not answer',
    hint: 'Install metrics-server to see CPU and memory of nodes and pods.',
    retryable: true,
  };
}
