import styles from './tag.module.css';

export type TagTone = 'quiet' | 'accent' | 'warning' | 'critical';

/** One word about what it stands beside, in a frame of its own. */
export function Tag({ tone, word }: { tone: TagTone; word: string }) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {word}
    </span>
  );
}
