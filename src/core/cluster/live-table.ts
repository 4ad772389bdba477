import type { Kubernetes } from '../connect/kubernetes/index.ts';
import type { Cancel, Clock } from '../kernel/clock.ts';
import type { Problem } from '../kernel/errors.ts';
import type { Reflector } from '../observe/reflector.ts';
import type { ClusterConnection } from './connection.ts';
import type { TableSource } from './frames.ts';

export interface WatchState {
  phase: 'connecting' | 'live' | 'stale' | 'forbidden' | 'not-configured';
  /** Epoch milliseconds. */
  since: number | null;
  lastContactAt: number | null;
  problem: Problem | null;
}

/** One resource, watched while somebody needs it. */
export interface LiveTable<Row> extends TableSource<Row> {
  state(): WatchState;
  /** Keeps the watch running until the returned function is called. */
  hold(): () => void;
  /** Resolves when the table is live or cannot be; rejects only with the signal's reason. */
  settled(signal?: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

/** A table nobody looks at is watched on for this long: switching panels must not list it anew. */
const LINGER_MS = 30_000;

const NO_ROWS: ReadonlyMap<string, never> = new Map<string, never>();

export function createLiveTable<Row>(options: {
  connection: ClusterConnection;
  clock: Clock;
  reflect: (kubernetes: Kubernetes) => Reflector<Row>;
}): LiveTable<Row> {
  const { connection, clock } = options;
  type Listener = Parameters<TableSource<Row>['subscribe']>[0];
  const listeners = new Set<Listener>();
  const startedAt = clock.now();
  let reflector: Reflector<Row> | null = null;
  let unsubscribe: (() => void) | null = null;
  let unsubscribeConnection: (() => void) | null = null;
  let holders = 0;
  let cancelStop: Cancel | null = null;

  const tell: Listener = (change) => {
    for (const listener of [...listeners]) listener(change);
  };

  const attach = () => {
    const kubernetes = connection.current();
    if (reflector || !kubernetes || holders === 0) {
      tell({ kind: 'state' });
      return;
    }
    reflector = options.reflect(kubernetes);
    unsubscribe = reflector.subscribe(tell);
    reflector.start();
    tell({ kind: 'state' });
  };

  const stop = async () => {
    unsubscribeConnection?.();
    unsubscribeConnection = null;
    unsubscribe?.();
    unsubscribe = null;
    const stopping = reflector;
    reflector = null;
    await stopping?.stop();
  };

  const state = (): WatchState => {
    if (!reflector) {
      const problem = connection.problem();
      return { phase: 'connecting', since: startedAt, lastContactAt: null, problem };
    }
    const { phase, since, lastContactAt, problem } = reflector.state();
    return { phase: problem?.code === 'forbidden' ? 'forbidden' : phase, since, lastContactAt, problem };
  };

  return {
    rows: () => reflector?.rows() ?? NO_ROWS,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state,
    hold() {
      holders += 1;
      cancelStop?.();
      cancelStop = null;
      if (!unsubscribeConnection) {
        unsubscribeConnection = connection.subscribe(attach);
        connection.open().then(attach, attach);
      }
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holders -= 1;
        if (holders === 0) cancelStop = clock.after(LINGER_MS, () => void stop());
      };
    },
    settled(signal) {
      return new Promise((resolve, reject) => {
        const check = () => {
          const { phase, problem } = state();
          if (phase === 'connecting' && problem === null) return;
          finish();
          resolve();
        };
        const onAbort = () => {
          finish();
          reject(signal?.reason);
        };
        const finish = () => {
          listeners.delete(check);
          signal?.removeEventListener('abort', onAbort);
        };
        listeners.add(check);
        signal?.addEventListener('abort', onAbort);
        if (signal?.aborted) onAbort();
        else check();
      });
    },
    async stop() {
      cancelStop?.();
      await stop();
    },
  };
}
