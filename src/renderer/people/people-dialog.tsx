import { getDefaultZIndex, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Dialog, useShell } from '../shell/shell-state.tsx';
import styles from './people-dialog.module.css';

interface PeopleDialogProps {
  dialog: Exclude<Dialog, 'palette' | 'help'>;
  title: string;
  size: number;
  children: ReactNode;
}

/** An operation's dialog leads to them: they lie over it, whichever was there first. */
const OVER_OPERATIONS = getDefaultZIndex('modal') + 1;

/** The frame of the dialogs of the window, such as those about people and what they do; what is in it begins anew each time it is opened. */
export function PeopleDialog({ dialog, title, size, children }: PeopleDialogProps) {
  const shell = useShell();
  return (
    <Modal.Root
      opened={shell.dialog === dialog}
      onClose={shell.close}
      size={size}
      zIndex={OVER_OPERATIONS}
      transitionProps={{ duration: 0 }}
      lockScroll={false}
    >
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content className={styles.content ?? ''} data-dialog={dialog}>
        <div className={styles.header}>
          <Modal.Title className={styles.title ?? ''}>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body className={styles.body ?? ''}>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
