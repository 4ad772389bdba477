import type { ComponentProps } from 'react';
import styles from './name-button.module.css';

/** A name that leads to what it names. */
export function NameButton(button: ComponentProps<'button'>) {
  return <button type="button" className={styles.name} {...button} />;
}
