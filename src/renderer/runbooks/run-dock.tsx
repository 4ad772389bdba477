import { CloseButton } from '@mantine/core';
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
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
  useKeptFocus(pane);
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

/** What had the focus goes when it was answered: the keyboard stays in the dock all the same. */
function useKeptFocus(pane: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = pane.current;
    if (!element) return;
    let isHere = element.contains(document.activeElement);
    const note = ({ target }: FocusEvent) => {
      isHere = target instanceof Node && element.contains(target);
    };
    const keep = () => {
      if (isHere && document.activeElement === document.body) element.focus();
    };
    const observer = new MutationObserver(keep);
    observer.observe(element, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    document.addEventListener('focusin', note);
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', note);
    };
  }, [pane]);
}

function keyOf(shown: Docked): string {
  return shown.kind === 'run' ? `run ${shown.id}` : `${shown.id} ${JSON.stringify(shown.given)}`;
}
