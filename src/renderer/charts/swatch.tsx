import { SERIES_COLOURS } from './chart-theme.ts';
import styles from './swatch.module.css';

/** A line's colour and dashes, as small as a letter. */
export function Swatch({ place }: { place: number }) {
  return (
    <span
      className={styles.swatch}
      style={{ color: `var(--series-${(place % SERIES_COLOURS) + 1})` }}
      data-dashed={place >= SERIES_COLOURS || undefined}
      aria-hidden
    />
  );
}
