import { Button, getDefaultZIndex, Modal } from '@mantine/core';
import styles from '../people/people-dialog.module.css';
import { useUnsaved } from '../state/unsaved.tsx';

/** Over whatever was being left. */
const ON_TOP = getDefaultZIndex('modal') + 2;

/** Asked before work is lost; what keeps it is the first choice, and Escape. */
export function DiscardDialog() {
  const { question, answer } = useUnsaved();
  return (
    <Modal.Root
      opened={question !== null}
      onClose={() => answer(false)}
      size={440}
      zIndex={ON_TOP}
      transitionProps={{ duration: 0 }}
      lockScroll={false}
    >
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content className={styles.content ?? ''} data-dialog="discard">
        <div className={styles.header}>
          <Modal.Title className={styles.title ?? ''}>Discard the changes?</Modal.Title>
        </div>
        <Modal.Body className={styles.body ?? ''}>
          <div className={styles.form}>
            <p>What you wrote in {question?.what} is not applied yet. It is lost when you leave it now.</p>
            <div className={styles.footer}>
              <Button variant="default" onClick={() => answer(true)}>
                Discard
              </Button>
              <Button data-autofocus onClick={() => answer(false)}>
                Go on editing
              </Button>
            </div>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
