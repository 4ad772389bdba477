import { Button, TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { ProblemLine } from '../../people/problem-line.tsx';
import type { Act } from '../../people/use-act.ts';
import styles from './act-form.module.css';
import { FormFooter } from './form-footer.tsx';
import { NameField, type NameToType } from './name-field.tsx';

interface ActFormProps {
  label: string;
  /** What it does, in a sentence or two. */
  children: ReactNode;
  /** What the note is called; null where none is asked for. */
  note: string | null;
  asked: NameToType | null;
  verb: string;
  isGrave?: boolean;
  act: Act;
  /** Why it cannot be done now. */
  hindrance: string | null;
  onDo: (said: { note: string; confirm: string | null }) => void;
  onLeave: () => void;
}

/** The one step between a button and what it does. Escape leaves it. */
export function ActForm(props: ActFormProps) {
  const {
    label,
    children,
    note: noteLabel,
    asked,
    verb,
    isGrave = false,
    act,
    hindrance,
    onDo,
    onLeave,
  } = props;
  const [note, setNote] = useState('');
  const [typed, setTyped] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input, button[type="submit"]')?.focus(), []);
  const may = act.ready && !act.busy && hindrance === null && (asked === null || asked.isGiven(typed));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onLeave();
  };
  return (
    <form
      ref={form}
      className={styles.form}
      aria-label={label}
      data-act-form
      data-grave={isGrave || undefined}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        if (may) onDo({ note: note.trim(), confirm: asked === null ? null : asked.confirm(typed) });
      }}
    >
      <p>{children}</p>
      {noteLabel !== null && (
        <TextInput
          label={noteLabel}
          value={note}
          maxLength={2000}
          onChange={(event) => setNote(event.currentTarget.value)}
          autoComplete="off"
        />
      )}
      {asked !== null && <NameField asked={asked} value={typed} onChange={setTyped} />}
      <ProblemLine problem={act.problem} />
      <FormFooter words={hindrance}>
        <Button size="xs" variant="default" onClick={onLeave}>
          Cancel
        </Button>
        <Button size="xs" type="submit" disabled={!may} loading={act.busy} className={styles.act ?? ''}>
          {verb}
        </Button>
      </FormFooter>
    </form>
  );
}
