import type { ReactNode } from 'react';
import styles from './form-footer.module.css';

/** What is said of a form, and beside it the buttons that end it. */
export function FormFooter({
  words,
  isRuled = false,
  children,
}: {
  words: ReactNode;
  isRuled?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={styles.footer} data-ruled={isRuled || undefined}>
      <p role="status">{words}</p>
      {children}
    </div>
  );
}
