import { useEffect } from 'react';
import { type PanelAction, useShell } from './shell-state.tsx';

/** Offers acts in the palette and on their keys while the panel is shown. Keep the array stable (`useMemo`). */
export function usePanelActions(actions: readonly PanelAction[]): void {
  const { setActions } = useShell();
  useEffect(() => {
    setActions(actions);
    return () => setActions([]);
  }, [actions, setActions]);
}
