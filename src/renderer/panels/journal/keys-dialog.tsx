import { Button, Modal } from '@mantine/core';
import { COPIED_WORDS, useCopied } from '../../state/use-copied.ts';
import styles from './dialog.module.css';

/** The public keys, to be kept where the journal's writer cannot reach. */
export function KeysDialog({ keys, onClose }: { keys: readonly string[]; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title="Public keys"
      size={560}
      transitionProps={{ duration: 0 }}
      lockScroll={false}
    >
      <div className={styles.form}>
        <p>
          With these, and nothing secret, anybody can check the journal’s checkpoints, proofs and bundles.
          Keep a copy where whoever writes the journal cannot change it.
        </p>
        {keys.length === 0 && (
          <p className={styles.muted}>There is no key yet: it is made with the first entry.</p>
        )}
        <ul className={styles.keys}>
          {keys.map((key) => (
            <KeyLine key={key} text={key} />
          ))}
        </ul>
        <p className={styles.muted}>
          The first is for the signature over the text, the second for the one over text and time.
        </p>
      </div>
    </Modal>
  );
}

function KeyLine({ text }: { text: string }) {
  const [copied, copy] = useCopied();
  return (
    <li className={styles.key}>
      <code>{text}</code>
      <Button size="compact-xs" variant="default" onClick={() => copy(text)}>
        <span role="status">{COPIED_WORDS[copied]}</span>
      </Button>
    </li>
  );
}
