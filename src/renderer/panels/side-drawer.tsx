import { CloseButton } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useId } from 'react';
import { Bone } from '../states/panel-skeleton.tsx';
import styles from './side-drawer.module.css';

interface SideDrawerProps {
  /** What kind of thing it is, in small above its name. */
  kind: ReactNode;
  title: ReactNode;
  /** `medium` for what is read line by line, `wide` for texts and logs. */
  width?: 'narrow' | 'medium' | 'wide';
  closeLabel?: string;
  onClose: () => void;
  children: ReactNode;
}

/** Everything of one row beside its table; where there is no room, over it. Escape closes it. */
export function SideDrawer(props: SideDrawerProps) {
  const { kind, title, width = 'narrow', closeLabel = 'Close the details', onClose, children } = props;
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
  };
  return (
    <aside
      className={styles.drawer}
      aria-labelledby={id}
      data-drawer
      data-width={width}
      onKeyDown={onKeyDown}
    >
      <header className={styles.header}>
        <h2 className={styles.title} id={id}>
          <span className={styles.kind}>{kind}</span> {title}
        </h2>
        <CloseButton size="sm" aria-label={closeLabel} onClick={onClose} />
      </header>
      {children}
    </aside>
  );
}

const BONES = [70, 90, 40, 80, 60];

/** Until what a drawer shows is there. */
export function DrawerWaiting({ what }: { what: string }) {
  return (
    <div className={styles.waiting} aria-busy="true">
      <p className="sr-only" role="status">
        Waiting for {what}
      </p>
      {BONES.map((width) => (
        <Bone key={width} width={`${width}%`} height={12} />
      ))}
    </div>
  );
}

/** What is known of it, a line each: `dt` and `dd`. */
export function DrawerFacts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

/** A part of what scrolls, under its heading. */
export function DrawerSection({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section>
      <h3 className={styles.heading}>{title}</h3>
      {children}
    </section>
  );
}

/** What scrolls in a drawer. */
export function DrawerBody({ children }: { children: ReactNode }) {
  return <div className={styles.body}>{children}</div>;
}
