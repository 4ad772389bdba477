import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { BreakGlassReview } from '../../contract/operators.ts';
import { Age } from '../marks/age.tsx';
import styles from './approval-queue.module.css';
import { ProblemLine } from './problem-line.tsx';
import { useAct } from './use-act.ts';

/** Something that was done without the approval it needed: somebody else looks at it and says so. */
export function ReviewCard({ review }: { review: BreakGlassReview }) {
  const { operator, at, summary, reason, journalIndex, reviewedBy, reviewedAt, note, decidable } = review;
  const [found, setFound] = useState('');
  const act = useAct();
  const isOpen = reviewedBy === null;
  return (
    <article className={styles.card} data-state={isOpen ? 'broken' : 'reviewed'} aria-label={summary}>
      <div className={styles.facts}>
        <span>
          <strong>{operator}</strong> broke the glass <Age at={at} suffix=" ago" />
        </span>
        <span>journal entry {journalIndex}</span>
        {!isOpen && (
          <span className={styles.left}>
            reviewed by {reviewedBy} <Age at={reviewedAt} suffix=" ago" />
          </span>
        )}
      </div>
      <p className={styles.summary}>{summary}</p>
      <p className={styles.reason}>{reason}</p>
      {!isOpen && <p className={styles.why}>{note}</p>}
      {isOpen && decidable.allowed && (
        <div className={styles.acts}>
          <TextInput
            className={styles.note ?? ''}
            label="What you found"
            value={found}
            onChange={(event) => setFound(event.currentTarget.value)}
          />
          <Button
            disabled={!act.ready || found.trim() === ''}
            loading={act.busy}
            onClick={() => void act.run((client) => client.approvals.review({ id: review.id, note: found }))}
          >
            Close the review
          </Button>
        </div>
      )}
      {isOpen && !decidable.allowed && <p className={styles.why}>{decidable.reason}.</p>}
      <ProblemLine problem={act.problem} />
    </article>
  );
}
