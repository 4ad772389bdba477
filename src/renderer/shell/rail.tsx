import { LEVEL_WORDS } from '../format/words.ts';
import { StateShape } from '../marks/state-shape.tsx';
import { PANELS } from '../panels/index.ts';
import { useDesk } from '../state/desk.tsx';
import { useConnectionLost, useLive } from '../state/live.tsx';
import styles from './rail.module.css';

/** Where one can go; each place carries the worst state it would show. */
export function Rail({ current }: { current: string }) {
  const { router } = useDesk();
  const live = useLive();
  const lost = useConnectionLost();
  return (
    <nav className={styles.rail} aria-label="Panels">
      {PANELS.map((panel, index) => {
        const level = lost ? 'unknown' : panel.worst(live);
        return (
          <button
            key={panel.id}
            type="button"
            className={styles.entry}
            aria-current={panel.id === current ? 'page' : undefined}
            title={`${panel.title} (Ctrl+${index + 1})`}
            onClick={() => router.go(panel.id)}
          >
            <span className={styles.picture}>
              <panel.icon size={22} stroke={1.5} aria-hidden />
              {level && (
                <span className={styles.mark}>
                  <StateShape level={level} label={null} />
                </span>
              )}
            </span>
            <span className={styles.title}>{panel.title}</span>
            {level && <span className="sr-only">, {LEVEL_WORDS[level]}</span>}
          </button>
        );
      })}
    </nav>
  );
}
