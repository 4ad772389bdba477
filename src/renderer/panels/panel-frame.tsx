import type { ReactNode } from 'react';
import { Watermark } from '../shell/time/watermark.tsx';
import { useReady } from '../shell/use-ready.ts';
import styles from './panel-frame.module.css';

interface PanelFrameProps {
  id: string;
  title: string;
  /** One sentence beside the title: how it is, and how old that is. */
  summary?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** The content scrolls inside the panel (a table) instead of the panel scrolling as a whole. */
  fixed?: boolean;
}

/** Every panel's outermost element: heading, sentence, actions, content. */
export function PanelFrame({ id, title, summary, actions, children, fixed = false }: PanelFrameProps) {
  useReady();
  return (
    <section
      className={styles.panel}
      data-panel={id}
      data-fixed={fixed || undefined}
      aria-labelledby={`${id}-title`}
    >
      <header className={styles.header}>
        <h1 className={styles.title} id={`${id}-title`}>
          {title}
        </h1>
        <Watermark />
        <div className={styles.summary}>{summary}</div>
        <div className={styles.actions}>{actions}</div>
      </header>
      {children}
    </section>
  );
}
