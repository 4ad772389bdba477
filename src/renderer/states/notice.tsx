import { IconClockPause, IconLock, IconPlugConnectedX, IconServer2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './notice.module.css';

const ICONS = {
  stale: IconClockPause,
  forbidden: IconLock,
  failed: IconPlugConnectedX,
  context: IconServer2,
} as const;

interface NoticeProps {
  kind: keyof typeof ICONS;
  /** What it is, as a sentence. */
  title: string;
  /** What that means, or what to do. */
  children?: ReactNode;
}

/** A line above a panel's content that qualifies all of it. */
export function Notice({ kind, title, children }: NoticeProps) {
  const Picture = ICONS[kind];
  return (
    <div className={styles.notice} role="status" data-notice={kind}>
      <Picture size={18} stroke={1.75} aria-hidden />
      <p>
        <strong>{title}</strong> {children}
      </p>
    </div>
  );
}
