import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useId, useState } from 'react';
import type { Violation } from '../../../../contract/violations.ts';
import { usePeople } from '../../../people/people.tsx';
import styles from './violation-drawer.module.css';

const LONGEST_NAME = 200;
const LONGEST_NOTE = 2000;
const NOTES = {
  assign: { label: 'Note', description: 'What they should know; may be left out.' },
  investigate: { label: 'What was found', description: 'Where it comes from, as far as that is known.' },
  fixed: { label: 'What was done', description: 'A fresh check verifies it.' },
};

/** Whom it is for, and what there is to say; the operation's own dialog then shows what will be done. */
export function SayDialog({
  act,
  title,
  item,
  onSay,
  onClose,
}: {
  act: 'assign' | 'investigate' | 'fixed';
  title: string;
  item: Violation;
  onSay: (parameters: Record<string, string>) => void;
  onClose: () => void;
}) {
  const { operators } = usePeople();
  const names = [
    ...new Set((operators.data?.operators ?? []).filter((it) => it.retiredAt === null).map((it) => it.name)),
  ];
  const [to, setTo] = useState(act === 'assign' ? (operators.data?.current?.name ?? '') : '');
  const [note, setNote] = useState('');
  const namesId = useId();
  const isAssign = act === 'assign';
  const lacks = isAssign ? to.trim() === '' : note.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacks) return;
    onSay({ id: item.id, note: note.trim(), ...(isAssign ? { to: to.trim() } : {}) });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${title}: ${item.rule} of ${item.component}`}
      size={480}
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={styles.form} onSubmit={submit}>
        {isAssign && (
          <>
            <TextInput
              label="Who sees to it"
              list={namesId}
              maxLength={LONGEST_NAME}
              data-autofocus
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
            <datalist id={namesId}>
              {names.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </>
        )}
        <Textarea
          {...NOTES[act]}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={LONGEST_NOTE}
          {...(isAssign ? {} : { 'data-autofocus': true })}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className={styles.footer}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={lacks}>
            Go on
          </Button>
        </div>
      </form>
    </Modal>
  );
}
