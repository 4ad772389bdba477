import { type ReactNode, useId } from 'react';
import styles from './pane.module.css';

interface PaneProps {
  title: ReactNode;
  /** What stands at the right of the title: a source, an age, a switch. */
  aside?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}

/** A bordered surface with a heading: what a panel is made of. */
export function Pane({ title, aside, className, children }: PaneProps) {
  const id = useId();
  return (
    <section className={className ? `${styles.pane} ${className}` : styles.pane} aria-labelledby={id}>
      <header className={styles.header}>
        <h2 className={styles.title} id={id}>
          {title}
        </h2>
        {aside && <div className={styles.aside}>{aside}</div>}
      </header>
      {children}
    </section>
  );
}
