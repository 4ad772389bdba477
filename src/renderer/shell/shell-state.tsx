import { createContext, type ReactNode, useContext, useState } from 'react';
import { useDesk } from '../state/desk.tsx';
import { useShellKeys } from './shell-keys.ts';

/** An act a panel offers while it is shown: listed in the palette, and on its key. */
export interface PanelAction {
  id: string;
  title: string;
  /** A single letter, pressed without Ctrl outside of input fields. */
  key?: string;
  run: () => void;
}

/** Only one of these is open at a time. */
export type Dialog =
  | 'palette'
  | 'help'
  | 'approvals'
  | 'changes'
  | 'log-in'
  | 'add-operator'
  | 'emergency-rollback'
  | 'gradual-rollback';

export interface ShellState {
  dialog: Dialog | null;
  open(dialog: Dialog): void;
  close(): void;
  /** Whether the strip of time is shown. */
  timeBar: boolean;
  showTimeBar(shown: boolean): void;
  actions: readonly PanelAction[];
  setActions(actions: readonly PanelAction[]): void;
}

const ShellContext = createContext<ShellState | null>(null);

export function ShellProvider({ children }: { children: ReactNode }) {
  const { router } = useDesk();
  const [dialog, setDialog] = useState<ShellState['dialog']>(null);
  const [timeBar, showTimeBar] = useState(() => router.current().at !== null);
  const [actions, setActions] = useState<readonly PanelAction[]>([]);
  const state: ShellState = {
    dialog,
    open: setDialog,
    close: () => setDialog(null),
    timeBar,
    showTimeBar,
    actions,
    setActions,
  };
  useShellKeys(state);
  return <ShellContext value={state}>{children}</ShellContext>;
}

export function useShell(): ShellState {
  const state = useContext(ShellContext);
  if (!state) throw new Error('useShell is for components inside ShellProvider');
  return state;
}
