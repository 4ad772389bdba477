import type { ComponentProps, KeyboardEvent, ReactNode } from 'react';
import styles from './row-groups.module.css';
import { ScrollRegion } from './scroll-region.tsx';

/** Rows that are opened, in groups; arrow keys go from one row to the next, across the groups. */
export function RowGroups({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ScrollRegion framed label={label}>
      <div data-row-groups>{children}</div>
    </ScrollRegion>
  );
}

/** Rows under a heading that stays in sight, with how many there are. */
export function RowGroup({
  name,
  title = name,
  count,
  children,
}: {
  name: string;
  title?: string;
  count: number;
  children: ReactNode;
}) {
  return (
    <section aria-label={name} data-row-group={name}>
      <h2 className={styles.heading}>
        {title} <span className={styles.count}>{count}</span>
      </h2>
      <ul className={styles.rows}>{children}</ul>
    </section>
  );
}

/** A row: `className` says its columns, `data-level` how grave what it asks for is, `aria-expanded` whether it is open. */
export function RowButton({ className, ...button }: ComponentProps<'button'>) {
  return (
    <li>
      <button
        type="button"
        className={`${styles.row} ${className}`}
        data-row-button
        onKeyDown={onArrow}
        {...button}
      />
    </li>
  );
}

/** How what a row stands for is: a shape, and its word. */
export function RowState({ children }: { children: ReactNode }) {
  return <span className={styles.state}>{children}</span>;
}

/** What a row says, as much as there is room for. */
export function RowWords({ children }: { children: ReactNode }) {
  return <span className={styles.words}>{children}</span>;
}

function onArrow(event: KeyboardEvent<HTMLElement>): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row-groups] [data-row-button]')];
  const at = rows.indexOf(event.currentTarget);
  const STEPS: Record<string, HTMLElement | undefined> = {
    ArrowDown: rows[at + 1],
    ArrowUp: rows[at - 1],
    Home: rows[0],
    End: rows.at(-1),
  };
  const target = STEPS[event.key];
  if (!target) return;
  event.preventDefault();
  target.focus();
}
