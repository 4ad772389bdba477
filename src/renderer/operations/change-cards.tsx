import { Button } from '@mantine/core';
import { useState } from 'react';
import type { InterruptedChange, OperationLock } from '../../contract/operations.ts';
import { Age } from '../marks/age.tsx';
import styles from '../people/approval-queue.module.css';
import { ProblemLine } from '../people/problem-line.tsx';
import { useAct } from '../people/use-act.ts';

const OWNERS: Record<OperationLock['owner'], string> = {
  alive: 'at work',
  silent: 'silent for more than a minute',
  dead: 'ended without finishing it',
};

/** A target that somebody holds, and how to free it when they are gone. */
export function LockCard({ lock }: { lock: OperationLock }) {
  const { target, summary, actor, since, owner, process, host } = lock;
  return (
    <article
      className={styles.card}
      data-state={owner === 'alive' ? 'approved' : 'pending'}
      aria-label={summary}
    >
      <div className={styles.facts}>
        <span>
          <strong>{actor}</strong> began <Age at={since} suffix=" ago" />
        </span>
        <span>{target}</span>
        <span className={styles.left}>
          process {process} on {host}, {OWNERS[owner]}
        </span>
      </div>
      <p className={styles.summary}>{summary}</p>
      {owner !== 'alive' && <Breaking lock={lock} />}
    </article>
  );
}

function Breaking({ lock: { target, owner, sent } }: { lock: OperationLock }) {
  const [asked, setAsked] = useState(false);
  const act = useAct();
  const meaning = sent
    ? 'It may have been done: the journal will say that nobody knows.'
    : 'It was not sent: the journal will say that it was not done.';
  const certain = owner === 'dead' ? '' : 'Only if that process is really gone, or can do nothing any more. ';
  return (
    <>
      <div className={styles.acts}>
        {asked ? (
          <>
            <p className={styles.why}>
              {certain}
              {meaning}
            </p>
            <Button variant="default" onClick={() => setAsked(false)} autoFocus>
              Leave it
            </Button>
            <Button
              disabled={!act.ready}
              loading={act.busy}
              onClick={() => void act.run((client) => client.operations.breakLock({ target }))}
            >
              Break the lock
            </Button>
          </>
        ) : (
          <>
            <p className={styles.why}>Nobody can change {target} while it is locked.</p>
            <Button variant="default" onClick={() => setAsked(true)}>
              Break the lock…
            </Button>
          </>
        )}
      </div>
      <ProblemLine problem={act.problem} />
    </>
  );
}

/** What an earlier run began; it is never repeated by itself. */
export function CutShortCard({ change }: { change: InterruptedChange }) {
  const { target, summary, actor, startedAt, sent } = change;
  return (
    <article className={styles.card} data-state={sent ? 'unknown' : 'over'} aria-label={summary}>
      <div className={styles.facts}>
        <span>
          <strong>{actor}</strong> began <Age at={startedAt} suffix=" ago" />
        </span>
        <span>{target}</span>
        <span className={styles.left}>
          {sent ? 'not known whether it was done' : 'cut short before it was sent: not done'}
        </span>
      </div>
      <p className={styles.summary}>{summary}</p>
      <p className={styles.why}>
        {sent
          ? 'Look at the target, then decide whether to do it again. It is not repeated by itself.'
          : 'It is not repeated by itself.'}
      </p>
    </article>
  );
}
