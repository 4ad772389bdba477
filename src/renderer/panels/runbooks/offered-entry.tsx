import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import type { CalendarItem } from '../../../contract/calendar.ts';
import { ended } from '../../format/words.ts';
import { Age, Moment } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { ProblemLine } from '../../people/problem-line.tsx';
import { useAct } from '../../people/use-act.ts';
import { useDock } from '../../runbooks/dock-state.tsx';
import styles from './runbooks.module.css';

interface OfferedEntryProps {
  item: CalendarItem;
  /** Why nothing can be decided about now; null when it can. */
  hindrance: string | null;
}

/** What was missed, or waits for its operator: run now, or left out with a note for the journal. */
export function OfferedEntry({ item: { id, title, offered }, hindrance }: OfferedEntryProps) {
  const { openRun } = useDock();
  const act = useAct();
  const [asks, setAsks] = useState<'run' | 'skip' | null>(null);
  const [note, setNote] = useState('');
  const opener = useRef<HTMLButtonElement>(null);
  if (offered === null) return null;
  const { state, dueAt, why, others } = offered;
  const mayNot = hindrance !== null || !act.ready || act.busy;

  const ask = (what: 'run' | 'skip', button: HTMLButtonElement) => {
    opener.current = button;
    act.forget();
    setAsks(what);
  };
  const keep = () => {
    setAsks(null);
    opener.current?.focus();
  };
  const decide = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (mayNot) return;
    // What is decided about goes away with the button that has the focus: the list takes it.
    const list = event.currentTarget.closest<HTMLElement>('[role="group"]');
    let started: string | null = null;
    const done = await act.run(async (client) => {
      if (asks === 'skip') await client.calendar.dismiss({ id, note: note.trim() });
      else started = (await client.calendar.run({ id })).runId;
    });
    if (!done) return;
    setAsks(null);
    list?.focus();
    if (started !== null) openRun(started);
  };

  return (
    <li className={styles.offered} data-offered={id} data-state={state}>
      <div className={styles.facts}>
        <p className={styles.titled}>
          <StateShape level="warning" label={null} />
          <strong>{title}</strong>
          <span>
            {state === 'missed' ? 'missed' : 'waits for its operator'}: was due <Moment at={dueAt} />,{' '}
            <Age at={dueAt} suffix=" ago" />
            {others > 0 && `, with ${others} before it`}
          </span>
        </p>
        <p className={styles.muted}>{ended(why)}</p>
      </div>
      <div className={styles.acts}>
        <Button
          size="xs"
          variant="default"
          disabled={mayNot}
          aria-expanded={asks === 'skip'}
          aria-label={`Skip ${title}`}
          onClick={({ currentTarget }) => ask('skip', currentTarget)}
        >
          Skip …
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={mayNot}
          aria-expanded={asks === 'run'}
          aria-label={`Run now: ${title}`}
          onClick={({ currentTarget }) => ask('run', currentTarget)}
        >
          Run now …
        </Button>
      </div>
      {asks !== null && (
        <form className={styles.decision} aria-label="What is asked" onSubmit={(event) => void decide(event)}>
          {asks === 'run' ? (
            <p>It is run in your name. Each change that it makes is shown and agreed to by itself.</p>
          ) : (
            <TextInput
              key="note"
              className={styles.note ?? ''}
              label="Note"
              placeholder="Why it is left out, for the journal"
              value={note}
              maxLength={1000}
              ref={focusOnce}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          )}
          <Button size="xs" variant="default" onClick={keep}>
            Decide later
          </Button>
          <Button
            key={asks}
            size="xs"
            type="submit"
            disabled={mayNot}
            ref={asks === 'run' ? focusOnce : null}
          >
            {asks === 'run' ? 'Run it' : 'Skip it'}
          </Button>
        </form>
      )}
      <ProblemLine problem={act.problem} />
    </li>
  );
}

/** Whoever asked has the next thing to do under their hands. */
function focusOnce(element: HTMLElement | null): void {
  element?.focus();
}
