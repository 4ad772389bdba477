import { createContext, type ReactNode, useContext, useState } from 'react';
import { useStore } from 'zustand';
import type { OperationRequest } from '../../contract/operations.ts';
import { useDesk } from '../state/desk.tsx';
import { createTasks, type Task, type Tasks } from './tasks.ts';

/** What the dialog shows: something that may be done, or something that is being done. */
export type Shown = { kind: 'request'; request: OperationRequest } | { kind: 'task'; id: string };

export interface Operations {
  tasks: Tasks;
  shown: Shown | null;
  /** Asks the operator, in the dialog, whether this shall be done. */
  ask(request: OperationRequest): void;
  /** Shows one that was begun. */
  show(id: string): void;
  /** Closes the dialog. What was begun goes on. */
  close(): void;
}

const OperationsContext = createContext<Operations | null>(null);

export function OperationsProvider({ children }: { children: ReactNode }) {
  const { connection } = useDesk();
  const [tasks] = useState(() => createTasks(connection, () => crypto.randomUUID()));
  const [shown, setShown] = useState<Shown | null>(null);
  const operations: Operations = {
    tasks,
    shown,
    ask: (request) => setShown({ kind: 'request', request }),
    show: (id) => setShown({ kind: 'task', id }),
    close: () => setShown(null),
  };
  return <OperationsContext value={operations}>{children}</OperationsContext>;
}

export function useOperations(): Operations {
  const operations = useContext(OperationsContext);
  if (!operations) throw new Error('useOperations is for components inside OperationsProvider');
  return operations;
}

export function useTasks(): readonly Task[] {
  return useStore(useOperations().tasks.state);
}
