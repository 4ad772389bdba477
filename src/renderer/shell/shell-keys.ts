import { useEffect, useEffectEvent } from 'react';
import { PANELS } from '../panels/index.ts';
import { useDesk } from '../state/desk.tsx';
import type { ShellState } from './shell-state.tsx';

/** Ctrl+K, Ctrl+1 to 9, `?`, T for the strip of time, Escape back to live, and the single letters of the panel that is shown. */
export function useShellKeys(shell: ShellState): void {
  const { router } = useDesk();
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (act(event)) event.preventDefault();
  });

  function act(event: KeyboardEvent): boolean {
    if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      if (event.key.toLowerCase() === 'k') {
        shell.open('palette');
        return true;
      }
      const panel = /^[1-9]$/.test(event.key) ? PANELS[Number(event.key) - 1] : undefined;
      if (panel) router.go(panel.id);
      return panel !== undefined;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || shell.dialog || isElsewhere(event.target))
      return false;
    if (event.key === '?') {
      shell.open('help');
      return true;
    }
    if (event.key.toLowerCase() === 't') {
      shell.showTimeBar(!shell.timeBar);
      return true;
    }
    // Whoever has something to close keeps its Escape.
    if (event.key === 'Escape' && router.current().at !== null && !hasOwnEscape(event.target)) {
      router.goTo(null);
      return true;
    }
    const action = shell.actions.find((candidate) => candidate.key === event.key.toLowerCase());
    action?.run();
    return action !== undefined;
  }

  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

function hasOwnEscape(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('[role="dialog"], [role="grid"], [data-drawer]') !== null
  );
}

/** In a field, or in a dialog: a letter is not meant for the panel behind it. */
function isElsewhere(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]') !== null
  );
}
