import { CloseButton } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { type Docked, useDock } from './dock-state.tsx';
import styles from './run-dock.module.css';
import { RunDock } from './run-part.tsx';
import { StartPart } from './start-part.tsx';

/** Stays open beside whatever panel a step talks about. */
export default function DockPane() {
  const { shown } = useDock();
  return shown && <Opened key={keyOf(shown)} shown={shown} />;
}

function Opened({ shown }: { shown: Docked }) {
  const { close } = useDock();
  const pane = useRef<HTMLElement>(null);
  // Whoever opened it works here next; back there when it is closed.
  useEffect(() => {
    const before = document.activeElement;
    pane.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) close();
  };
  return (
    <aside
      ref={pane}
      className={styles.dock}
      aria-label="Runbook"
      tabIndex={-1}
      data-dock={shown.kind}
      data-drawer
      onKeyDown={onKeyDown}
    >
      <CloseButton
        className={styles.close ?? ''}
        size="sm"
        aria-label="Close the runbook; a run goes on"
        onClick={close}
      />
      {shown.kind === 'run' ? <RunDock id={shown.id} /> : <StartPart id={shown.id} given={shown.given} />}
    </aside>
  );
}

function keyOf(shown: Docked): string {
  return shown.kind === 'run' ? `run ${shown.id}` : `${shown.id} ${JSON.stringify(shown.given)}`;
}
