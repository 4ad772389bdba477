import { createContext, type ReactNode, useContext, useState } from 'react';
import { useShellKeys } from './shell-keys.ts';

/** An act a panel offers while it is shown: listed in the palette, and on its key. */
export interface PanelAction {
  id: string;
  title: string;
  /** A single letter, pressed without Ctrl outside of input fields. */
  key?: string;
  run: () => void;
}

export interface ShellState {
  dialog: 'palette' | 'help' | null;
  open(dialog: 'palette' | 'help'): void;
  close(): void;
  actions: readonly PanelAction[];
  setActions(actions: readonly PanelAction[]): void;
}

const ShellContext = createContext<ShellState | null>(null);

export function ShellProvider({ children }: { children: ReactNode }) {
  const [dialog, setDialog] = useState<ShellState['dialog']>(null);
  const [actions, setActions] = useState<readonly PanelAction[]>([]);
  const state: ShellState = { dialog, open: setDialog, close: () => setDialog(null), actions, setActions };
  useShellKeys(state);
  return <ShellContext value={state}>{children}</ShellContext>;
}

export function useShell(): ShellState {
  const state = useContext(ShellContext);
  if (!state) throw new Error('useShell is for components inside ShellProvider');
  return state;
}
