import { createContext, type ReactNode, useContext, useState } from 'react';

/** What the dock shows: a runbook that may be started, or a run. */
export type Docked =
  | { kind: 'runbook'; id: string; given: Readonly<Record<string, string>> }
  | { kind: 'run'; id: string };

export interface Dock {
  shown: Docked | null;
  /** @param given values of its parameters, as an alert's labels say them */
  openRunbook(id: string, given?: Readonly<Record<string, string>>): void;
  openRun(id: string): void;
  /** Closing it stops nothing: a run goes on. */
  close(): void;
}

const DockContext = createContext<Dock | null>(null);

export function DockProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Docked | null>(null);
  const dock: Dock = {
    shown,
    openRunbook: (id, given = {}) => setShown({ kind: 'runbook', id, given }),
    openRun: (id) => setShown({ kind: 'run', id }),
    close: () => setShown(null),
  };
  return <DockContext value={dock}>{children}</DockContext>;
}

export function useDock(): Dock {
  const dock = useContext(DockContext);
  if (!dock) throw new Error('useDock is for components inside DockProvider');
  return dock;
}
