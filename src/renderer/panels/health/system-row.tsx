import { memo } from 'react';
import type { SystemTile } from '../../../contract/health.ts';
import { formatDuration } from '../../format/number.ts';
import { levelOfStatus, STATUS_WORDS } from '../../format/words.ts';
import { Age } from '../../marks/age.tsx';
import { HashChip } from '../../marks/hash-chip.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { useDesk } from '../../state/desk.tsx';
import styles from './system-row.module.css';

/** One system in a line; opens its own page. `entry` is the row that Tab comes to. */
export const SystemRow = memo(function SystemRow({ tile, entry }: { tile: SystemTile; entry: boolean }) {
  const { router } = useDesk();
  const configured = tile.status !== 'not-configured';
  // Who does not answer shows no hash either; that is no news of its own.
  const answered = tile.status === 'operational' || tile.status === 'degraded';
  return (
    <li>
      <button
        type="button"
        className={styles.row}
        data-system={tile.id}
        data-status={tile.status}
        data-hash={tile.hash}
        data-stale={tile.stale || undefined}
        tabIndex={entry ? 0 : -1}
        title={tile.reason ?? undefined}
        onClick={() => router.go('health', tile.id)}
      >
        <StateShape level={levelOfStatus(tile.status)} label={null} />
        <span className={styles.name}>{tile.name}</span>
        <span className={styles.flags}>
          {tile.detail && tile.status === 'operational' && (
            <span className={styles.detail} title={tile.detail}>
              {tile.detail}
            </span>
          )}
          <HashChip hash={tile.hash} applies={answered && tile.layer !== 'data'} />
          <span className={tile.status === 'operational' ? 'sr-only' : styles.word}>
            {STATUS_WORDS[tile.status]}
          </span>
        </span>
        <span className={styles.measures}>
          <Pods pods={tile.pods} />
          <Answer tile={tile} />
          <span className={styles.age}>{configured && <Age at={tile.observedAt} />}</span>
        </span>
      </button>
    </li>
  );
});

function Pods({ pods }: { pods: SystemTile['pods'] }) {
  if (!pods) return <span className={styles.pods} />;
  return (
    <span
      className={styles.pods}
      data-short={pods.ready < pods.desired || undefined}
      title={`${pods.ready} of ${pods.desired} pods ready`}
    >
      {pods.ready} of {pods.desired}
      <span className={styles.podsWord}> pods ready</span>
    </span>
  );
}

function Answer({ tile }: { tile: SystemTile }) {
  if (tile.responseTimeMs !== null) {
    const { value, unit } = formatDuration(tile.responseTimeMs);
    return (
      <span className={styles.answer}>
        {value} {unit}
      </span>
    );
  }
  const silent = tile.status === 'down' || tile.status === 'unknown';
  return <span className={styles.answer}>{silent && 'no answer'}</span>;
}
