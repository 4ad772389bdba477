import type { TrafficDriver } from '../../../contract/rollouts.ts';
import { ended } from '../../format/words.ts';
import styles from './start-view.module.css';

/** What moves the traffic, what it can set, and whether anybody measures that it came about. */
export function DriverLine({ driver }: { driver: TrafficDriver }) {
  const { title, source, can, shares, why, restarts, verifiedBy } = driver;
  return (
    <p className={styles.muted} data-driver={driver.id}>
      {`${title}, ${source}: ${ended(can)} `}
      {shares !== null && `Now it can be set to ${listed(shares)}. ${why === null ? '' : ended(why)} `}
      {restarts && 'Each share replaces pods. '}
      {verifiedBy === null ? (
        'The share is not verified by metrics.'
      ) : (
        <>
          The share is verified by <code>{verifiedBy}</code>.
        </>
      )}
    </p>
  );
}

function listed(shares: readonly number[]): string {
  return shares.length === 0 ? 'nothing' : `${shares.join(', ')} %`;
}
