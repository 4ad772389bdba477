import type { ReactNode } from 'react';
import styles from './plain-table.module.css';

/** A table that is only read: few rows, in the order in which they come, under headings that stay in sight. */
export function PlainTable({ isOld = false, children }: { isOld?: boolean; children: ReactNode }) {
  return (
    <table className={styles.table} data-greyed={isOld || undefined}>
      {children}
    </table>
  );
}
