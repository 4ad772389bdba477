import { formatExact, formatMoment } from '../../format/time.ts';
import { useMoment } from '../../state/moment.ts';
import { usePresent } from '../../state/ticker.ts';
import styles from './time.module.css';

/** On every panel in the past: nobody shall take it for now. */
export function Watermark() {
  const { at } = useMoment();
  const now = usePresent();
  if (at === null) return null;
  return (
    <span className={styles.watermark} title={formatExact(Date.parse(at))} data-watermark>
      as of {formatMoment(Date.parse(at), now)}, recorded
    </span>
  );
}
