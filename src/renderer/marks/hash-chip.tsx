import type { SystemReport } from '../../contract/health.ts';
import styles from './hash-chip.module.css';

/**
 * Says so when the constitutional hash is not known to match; a match needs no mark. `applies` is
 * false for systems that carry no hash (a database).
 */
export function HashChip({ hash, applies }: { hash: SystemReport['hash']; applies: boolean }) {
  if (hash === 'match' || !(applies || hash === 'mismatch')) return null;
  const [word, title] =
    hash === 'mismatch'
      ? ['hash mismatch', 'Reports another constitutional hash than the profile expects']
      : ['no hash', 'Reports no constitutional hash: neither good nor a violation'];
  return (
    <span className={styles.chip} data-hash={hash} title={title}>
      {word}
    </span>
  );
}
