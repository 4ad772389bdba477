import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { useStore } from 'zustand';
import type { AlertsFrame } from '../../contract/alerts.ts';
import type { ComplianceHeadline } from '../../contract/compliance.ts';
import type { HealthBoard } from '../../contract/health.ts';
import type { JournalStatus } from '../../contract/journal.ts';
import type { RolloutsFrame } from '../../contract/rollouts.ts';
import type { RunSummary } from '../../contract/runbooks.ts';
import type { ShellStatus } from '../../contract/shell.ts';
import { useDesk } from './desk.tsx';
import { keyAt } from './moment-key.ts';
import { useRoute } from './route.ts';
import { type FollowedStream, useFoldedStream, useKept, useStream } from './stream.ts';

/** What was found last as of a moment; a null moment is now. */
export interface LastValidation {
  found: ComplianceHeadline | null;
  at: string | null;
}

/** The streams that the whole window shares: one subscription each, whatever shows them. */
export interface Live {
  shell: FollowedStream<ShellStatus>;
  health: FollowedStream<HealthBoard>;
  journal: FollowedStream<JournalStatus>;
  alerts: FollowedStream<AlertsFrame>;
  /** Null within `data` says that nobody has validated. */
  compliance: FollowedStream<LastValidation>;
  /** Of runbooks. */
  runs: FollowedStream<RunSummary[]>;
  /** Always of the present. */
  rollouts: FollowedStream<RolloutsFrame>;
}

const LiveContext = createContext<Live | null>(null);

export function LiveProvider({ children }: { children: ReactNode }) {
  const { ticker } = useDesk();
  const shell = useStream((client, options) => client.shell.watch(undefined, options), 'shell');
  const { at } = useRoute();
  const health = useKept(
    useStream((client, options) => client.health.watch({ at }, options), keyAt('health', at)),
    'health',
  );
  const journal = useStream((client, options) => client.journal.watch(undefined, options), 'journal');
  const alerts = useKept(
    useStream((client, options) => client.alerts.watch({ at }, options), keyAt('alerts', at)),
    'alerts',
  );
  const compliance = useKept(
    // Wrapped: a stream's own null says that nothing is known yet.
    useFoldedStream(
      (client, options) => client.compliance.watch({ at }, options),
      keyAt('compliance', at),
      (_before: LastValidation | null, found: ComplianceHeadline | null): LastValidation => ({ found, at }),
    ),
    'compliance',
  );
  const runs = useKept(
    useStream((client, options) => client.runs.list({ at }, options), keyAt('runs', at)),
    'runs',
  );
  const rollouts = useStream((client, options) => client.rollouts.watch(undefined, options), 'rollouts');
  const serverNow = shell.data?.now;

  useEffect(() => {
    if (serverNow) ticker.setServerNow(Date.parse(serverNow));
  }, [serverNow, ticker]);

  return (
    <LiveContext value={{ shell, health, journal, alerts, compliance, runs, rollouts }}>
      {children}
    </LiveContext>
  );
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive is for components inside LiveProvider');
  return live;
}

/** True while the line to the core is cut: what is shown is from before, and nothing can be asked. */
export function useConnectionLost(): boolean {
  const { connection } = useDesk();
  return useStore(connection.state, (state) => state.phase === 'lost');
}
