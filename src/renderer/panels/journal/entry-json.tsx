import { Button } from '@mantine/core';
import type { JournalEntry } from '../../../contract/journal.ts';
import { COPIED_WORDS, useCopied } from '../../state/use-copied.ts';
import styles from './text-box.module.css';

/** The bytes that are hashed and signed. */
export function EntryJson({ entry: { json, isExact, leafHash } }: { entry: JournalEntry }) {
  const [copied, copy] = useCopied();
  return (
    <section className={styles.box}>
      <p className={styles.note}>
        {isExact
          ? 'Canonical JSON (RFC 8785): these bytes are what was hashed and signed.'
          : 'What can be read of it. The bytes that are stored are others: verify the journal.'}
      </p>
      <pre className={styles.text} data-json>
        {json}
      </pre>
      <p className={styles.note}>Leaf hash, SHA-256 of a zero byte and these bytes:</p>
      <pre className={styles.text}>{leafHash}</pre>
      <div className={styles.actions}>
        <Button size="compact-xs" variant="default" onClick={() => copy(json)}>
          <span role="status">{COPIED_WORDS[copied]}</span>
        </Button>
      </div>
    </section>
  );
}
