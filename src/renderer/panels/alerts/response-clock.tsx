import { formatExact } from '../../format/time.ts';
import { useNow } from '../../state/ticker.ts';
import styles from './response-clock.module.css';

/** Time left to answer, counting down; how late it is once it has run out. */
export function ResponseClock({ respondBy }: { respondBy: string | null }) {
  const now = useNow();
  if (respondBy === null) return null;
  const leftMs = Date.parse(respondBy) - now;
  const words = clockText(Math.abs(leftMs));
  const isLate = leftMs < 0;
  return (
    <time
      className={styles.clock}
      dateTime={respondBy}
      data-late={isLate || undefined}
      title={`To be answered by ${formatExact(Date.parse(respondBy))}`}
    >
      {isLate ? `${words} late` : words}
    </time>
  );
}

/** `4:05`, `1:04:05`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
