import { StateShape } from '../marks/state-shape.tsx';
import { LEVEL_NAMES, SHAPES } from '../panels/alerts/levels.ts';
import { ResponseClock } from '../panels/alerts/response-clock.tsx';
import { useDesk } from '../state/desk.tsx';
import { useLive } from '../state/live.tsx';
import { useMoment } from '../state/moment.ts';
import styles from './urgent-alert.module.css';

/** The response clock of the most urgent alert, and the way to it. */
export function UrgentAlert() {
  const { alerts } = useLive();
  const { at } = useMoment();
  const { router } = useDesk();
  const urgent = alerts.data?.urgent ?? null;
  if (urgent === null || at !== null) return null;
  const { id, name, level, system, respondBy } = urgent;
  const others = (alerts.data?.counts.unanswered ?? 1) - 1;
  const what = system ?? name;
  return (
    <button
      type="button"
      className={styles.urgent}
      data-urgent={id}
      data-level={SHAPES[level]}
      title={`${LEVEL_NAMES[level]}: ${name}${others > 0 ? `, and ${others} more to be answered` : ''}`}
      onClick={() => router.go('alerts', id)}
    >
      <StateShape level={SHAPES[level]} label={LEVEL_NAMES[level]} size={12} />
      <span className={styles.name}>{what}</span>
      <ResponseClock respondBy={respondBy} />
      {others > 0 && <span className={styles.more}>+{others}</span>}
    </button>
  );
}
