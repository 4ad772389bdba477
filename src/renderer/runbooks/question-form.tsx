import { Button, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { RunQuestion } from '../../contract/runbooks.ts';
import { ProblemLine } from '../people/problem-line.tsx';
import { useAct } from '../people/use-act.ts';
import { useActionsDisabled } from '../state/moment.ts';
import { CallsView } from './calls-view.tsx';
import styles from './run-dock.module.css';

interface QuestionFormProps {
  run: string;
  step: string;
  question: RunQuestion;
  isOld: boolean;
}

/** What a person is asked, with everything that it goes by; answered in the name of whoever is here. */
export function QuestionForm({ run, step, question, isOld }: QuestionFormProps) {
  const { kind, text, choices, foresight, probed, minNoteLength } = question;
  const disabled = useActionsDisabled();
  const act = useAct();
  const [note, setNote] = useState('');
  const [typed, setTyped] = useState('');
  const form = useRef<HTMLFormElement>(null);
  // Whoever works in the dock has the next thing to do under their hands; nobody is torn from elsewhere.
  useEffect(() => {
    const dock = form.current?.closest('[data-dock]');
    if (document.activeElement === document.body || dock?.contains(document.activeElement)) {
      form.current?.querySelector<HTMLElement>('input, textarea, button[type="submit"]')?.focus();
    }
  }, []);
  const typeToAgree = foresight?.typeToAgree ?? null;
  const obvious = obviousOf(question);
  // What is done without a second person stands behind a word of its own, below everything else.
  const ordinary = choices.filter(({ id }) => id !== 'break-glass');
  const daring = choices.find(({ id }) => id === 'break-glass');
  const may = (choice: string) =>
    act.ready &&
    !act.busy &&
    !isOld &&
    disabled === null &&
    note.trim().length >= leastNote(choice, minNoteLength) &&
    (!GOES_ON.has(choice) || typeToAgree === null || typed === typeToAgree);
  const answer = (choice: string) => {
    if (!may(choice)) return;
    void act.run((client) =>
      client.runs.answer({
        ...{ id: run, step, choice, note: note.trim() },
        typed: typeToAgree === null ? null : typed,
      }),
    );
  };
  const noteLabel =
    minNoteLength > 0
      ? 'What was found or done (has to be written)'
      : obvious === 'request'
        ? 'Why it shall be done'
        : 'Note for the record';
  const nameField = typeToAgree !== null && (
    <TextInput
      label={
        <>
          This is production. Type <strong>{typeToAgree}</strong> {daring ? 'to do it without.' : 'to go on.'}
        </>
      }
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
    />
  );
  return (
    <form
      ref={form}
      className={styles.question}
      data-question={kind}
      data-kind={kind}
      aria-label="What is asked"
      onSubmit={(event) => {
        event.preventDefault();
        if (obvious !== null) answer(obvious);
      }}
    >
      <p>
        <strong>{text}.</strong>
      </p>
      {probed?.done === null && <p>That does not tell whether it was done: you decide.</p>}
      {foresight !== null && <CallsView {...foresight} />}
      {!daring && nameField}
      <Textarea
        label={noteLabel}
        value={note}
        maxLength={2000}
        autosize
        minRows={1}
        maxRows={5}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={styles.choices}>
        {ordinary.map(({ id, title }) =>
          id === obvious ? (
            <Button
              key={id}
              type="submit"
              disabled={!may(id)}
              className={styles.act ?? ''}
              data-risk={foresight?.risk}
            >
              {title}
            </Button>
          ) : (
            <Button key={id} variant="default" disabled={!may(id)} onClick={() => answer(id)}>
              {title}
            </Button>
          ),
        )}
      </div>
      {daring && (
        <details className={styles.daring}>
          <summary>It cannot wait for a second person</summary>
          <p className={styles.muted}>
            It is done at once, and somebody else reviews it afterwards. The note above says why, in ten
            characters or more.
          </p>
          {nameField}
          <Button variant="default" disabled={!may(daring.id)} onClick={() => answer(daring.id)}>
            {daring.title}
          </Button>
        </details>
      )}
      <ProblemLine problem={act.problem} />
    </form>
  );
}

/** What most would do next; of what nobody knows there is no such answer. */
function obviousOf({ kind, choices, recommended }: RunQuestion): string | null {
  if (kind === 'unknown') return null;
  if (kind === 'approval') return choices.find(({ id }) => id === 'request')?.id ?? null;
  return recommended ?? choices[0]?.id ?? null;
}

/** The answers that have a change made. */
const GOES_ON: ReadonlySet<string> = new Set(['agree', 'break-glass']);

/** Somebody else reads why: the door refuses shorter reasons too. */
function leastNote(choice: string, minNoteLength: number): number {
  if (choice === 'break-glass') return Math.max(10, minNoteLength);
  return choice === 'request' ? Math.max(1, minNoteLength) : minNoteLength;
}
