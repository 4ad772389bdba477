import { Age } from '../../../marks/age.tsx';
import { useLive } from '../../../state/live.tsx';
import { useMoment } from '../../../state/moment.ts';
import { formatRoute } from '../../../state/route.ts';
import { stateWord } from '../../alerts/levels.ts';
import styles from './firing-alert.module.css';

/** An alert by its rule's name: a link to it where there is one, and whether it fires. */
export function FiringAlert({ name }: { name: string }) {
  const { alerts } = useLive();
  const { at } = useMoment();
  const frame = alerts.data;
  const found = frame?.items.find((item) => item.name === name);
  if (found) {
    const word = stateWord(found);
    return (
      <>
        <a
          className={styles.link}
          href={formatRoute({ panel: 'alerts', item: found.id, at, choices: {} })}
          data-alert-link={name}
        >
          {name}
        </a>{' '}
        <span className={styles.state}>
          {found.state === 'firing' ? 'fires' : found.state} since{' '}
          <Age at={found.resolvedAt ?? found.firedAt ?? found.activeAt} />
          {word !== found.state && `, ${word}`}
        </span>
      </>
    );
  }
  const isKnown = frame !== null && !frame.stale;
  return (
    <span className={styles.none}>
      {name}: {isKnown ? 'does not fire' : 'not known'}
    </span>
  );
}
