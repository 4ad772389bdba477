import type { Kubernetes } from '../connect/kubernetes/index.ts';
import type { Cancel, Clock } from '../kernel/clock.ts';
import { type Problem, problemOf } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';

/** The way to one cluster: opened when first needed, tried again while the kubeconfig is unusable. */
export interface ClusterConnection {
  current(): Kubernetes | null;
  problem(): Problem | null;
  /** Resolves with the connection or rejects with why there is none. */
  open(): Promise<Kubernetes>;
  /** Told after the connection opened or failed to. */
  subscribe(listener: () => void): () => void;
  /** Looks now whether the server answers, or tries again to open it, as after sleep. */
  checkNow(): void;
  close(): Promise<void>;
}

/** A kubeconfig that is being mended is noticed within this time. */
const RETRY_MS = 10_000;

export function createClusterConnection(options: {
  open: () => Promise<Kubernetes>;
  clock: Clock;
  log: Log;
}): ClusterConnection {
  const { clock, log } = options;
  const listeners = new Set<() => void>();
  let kubernetes: Kubernetes | null = null;
  let problem: Problem | null = null;
  let opening: Promise<Kubernetes> | undefined;
  let cancelRetry: Cancel | undefined;
  let closed = false;

  const tell = () => {
    for (const listener of [...listeners]) listener();
  };

  const open = (): Promise<Kubernetes> => {
    cancelRetry?.();
    opening ??= options.open().then(
      async (opened) => {
        if (closed) await opened.close();
        kubernetes = opened;
        problem = null;
        tell();
        return opened;
      },
      (error: unknown) => {
        opening = undefined;
        problem = problemOf(error);
        log.warn('the cluster connection cannot be opened', { problem });
        if (!closed && listeners.size > 0)
          cancelRetry = clock.after(RETRY_MS, () => void open().catch(() => {}));
        tell();
        throw error;
      },
    );
    return opening;
  };

  return {
    current: () => kubernetes,
    problem: () => problem,
    open,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    checkNow() {
      if (kubernetes) kubernetes.liveness.askNow();
      else if (cancelRetry && !closed) void open().catch(() => {});
    },
    async close() {
      closed = true;
      cancelRetry?.();
      listeners.clear();
      await kubernetes?.close();
    },
  };
}
