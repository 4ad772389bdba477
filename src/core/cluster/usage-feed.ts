import type { Kubernetes } from '../connect/kubernetes/index.ts';
import type { Problem } from '../kernel/errors.ts';
import type { Usage, UsagePoll, UsageState } from '../observe/usage.ts';
import type { ClusterConnection } from './connection.ts';

/** Usage of nodes and pods, asked for while somebody needs it and the cluster is connected. */
export interface UsageFeed {
  value(): Usage | null;
  state(): Pick<UsageState, 'phase' | 'lastContactAt'> & { problem: Problem | null };
  subscribe(listener: () => void): () => void;
  hold(): () => void;
  /** Resolves when the first answer, or the reason for none, is known. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export function createUsageFeed(options: {
  connection: ClusterConnection;
  poll: (kubernetes: Kubernetes) => UsagePoll;
}): UsageFeed {
  const { connection } = options;
  const listeners = new Set<() => void>();
  let poll: UsagePoll | null = null;
  let holders = 0;

  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const attach = () => {
    const kubernetes = connection.current();
    if (poll || !kubernetes || holders === 0) return;
    poll = options.poll(kubernetes);
    poll.subscribe(tell);
    poll.start();
  };
  const unsubscribeConnection = connection.subscribe(attach);

  return {
    value: () => poll?.value() ?? null,
    state: () => poll?.state() ?? { phase: 'connecting', lastContactAt: null, problem: connection.problem() },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hold() {
      holders += 1;
      attach();
      let held = true;
      return () => {
        if (held) holders -= 1;
        held = false;
      };
    },
    async settled() {
      await connection.open().catch(() => {});
      await poll?.refresh();
    },
    async stop() {
      unsubscribeConnection();
      const stopping = poll;
      poll = null;
      await stopping?.stop();
    },
  };
}
