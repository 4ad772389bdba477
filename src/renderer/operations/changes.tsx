import { createContext, type ReactNode, useContext, useState } from 'react';
import type { InterruptedChange, OperationLock } from '../../contract/operations.ts';
import { type Answer, useAnswer } from '../state/answer.ts';
import { type FollowedStream, useStream } from '../state/stream.ts';

/** Changes of whoever works on this store: those under way, and those that an earlier run did not finish. */
export interface Changes {
  locks: FollowedStream<OperationLock[]>;
  interrupted: Answer<InterruptedChange[]>;
  /** Whether the operator has said that they know of the interrupted ones. */
  seen: boolean;
  markSeen(): void;
}

const ChangesContext = createContext<Changes | null>(null);

export function ChangesProvider({ children }: { children: ReactNode }) {
  const locks = useStream((client, options) => client.operations.locks(undefined, options), 'locks');
  const interrupted = useAnswer(
    (client, options) => client.operations.interrupted(undefined, options),
    'interrupted',
    0,
  );
  const [seen, setSeen] = useState(false);
  return (
    <ChangesContext value={{ locks, interrupted, seen, markSeen: () => setSeen(true) }}>
      {children}
    </ChangesContext>
  );
}

export function useChanges(): Changes {
  const changes = useContext(ChangesContext);
  if (!changes) throw new Error('useChanges is for components inside ChangesProvider');
  return changes;
}
