import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './panel-message.module.css';

interface PanelMessageProps {
  icon: Icon;
  /** What it is, in one short sentence. */
  title: string;
  /** What happened and what that means. */
  text?: ReactNode;
  /** What to do. */
  hint?: ReactNode;
  /** A button, where one helps. */
  action?: ReactNode;
}

/** Fills a panel or a pane that has nothing to show, and says why and what to do. */
export function PanelMessage({ icon: Picture, title, text, hint, action }: PanelMessageProps) {
  return (
    <div className={styles.message}>
      <Picture className={styles.icon} size={28} stroke={1.5} aria-hidden />
      <h2 className={styles.title}>{title}</h2>
      {text && <p className={styles.text}>{text}</p>}
      {hint && <p className={styles.hint}>{hint}</p>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
