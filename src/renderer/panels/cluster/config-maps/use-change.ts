import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ConfigMapChange } from '../../../../contract/cluster.ts';
import type { ProblemView } from '../../../../contract/source.ts';
import { useDesk } from '../../../state/desk.tsx';
import { problemOf } from '../../../state/problem.ts';
import { openRequest } from '../../../state/request.ts';

/** Typing that stops for so long is worth asking about. */
const PAUSE_MS = 350;

/** A text of a config map on its way into the cluster. */
export interface Draft {
  text: string;
  /** Where it is from, for words: `the editor`, `backup.yaml`. */
  source: string;
  /** The version it was made from; null for a file, which knows none. */
  resourceVersion: string | null;
}

export interface Checked {
  change: ConfigMapChange | null;
  /** Why nobody could say. */
  problem: ProblemView | null;
  /** The answer is for the text as it stands. */
  current: boolean;
}

const NOTHING = { change: null, problem: null };

/** What applying the draft would change, asked again whenever typing pauses. */
export function useChange(of: { namespace: string; name: string }, draft: Draft | null): Checked {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [held, setHeld] = useState<{ key: string } & Omit<Checked, 'current'>>();
  const { namespace, name } = of;
  const { text, source, resourceVersion } = draft ?? { text: null, source: '', resourceVersion: null };
  const key = JSON.stringify([namespace, name, text, resourceVersion]);

  useEffect(() => {
    if (!client || text === null) return;
    const request = openRequest(connection, client);
    const timer = setTimeout(() => {
      client.cluster
        .diffConfigMap(
          { namespace, name, manifest: text, source, resourceVersion },
          { signal: request.signal },
        )
        .then(
          (change) => !request.ended() && setHeld({ key, change, problem: null }),
          (error: unknown) => !request.ended() && setHeld({ key, change: null, problem: problemOf(error) }),
        );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      request.end();
    };
  }, [client, connection, namespace, name, text, source, resourceVersion, key]);

  if (text === null || held === undefined) return { ...NOTHING, current: false };
  return { ...held, current: held.key === key };
}
