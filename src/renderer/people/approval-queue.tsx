import { Button } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { useShell } from '../shell/shell-state.tsx';
import { useConnectionLost } from '../state/live.tsx';
import { Notice } from '../states/notice.tsx';
import { PanelMessage } from '../states/panel-message.tsx';
import { Bone } from '../states/panel-skeleton.tsx';
import { blockingState } from '../states/panel-states.tsx';
import styles from './approval-queue.module.css';
import { usePeople } from './people.tsx';
import { PeopleDialog } from './people-dialog.tsx';
import { RequestCard } from './request-card.tsx';
import { ReviewCard } from './review-card.tsx';

/** What waits for a second person, what was done without one, and what was decided. */
export default function ApprovalQueue() {
  return (
    <PeopleDialog dialog="approvals" title="Approvals" size={820}>
      <Queue />
    </PeopleDialog>
  );
}

function Queue() {
  const { approvals, operators } = usePeople();
  const { open } = useShell();
  const lost = useConnectionLost();
  const blocked = blockingState(approvals, lost);
  if (blocked) return blocked;
  if (approvals.data === null) return <Loading />;
  const { requests, reviews } = approvals.data;
  const pending = requests.filter(({ state }) => state === 'pending');
  const approved = requests.filter(({ state }) => state === 'approved');
  const over = requests.filter(({ state }) => state !== 'pending' && state !== 'approved');
  const openReviews = reviews.filter(({ reviewedBy }) => reviewedBy === null);
  const closedReviews = reviews.filter(({ reviewedBy }) => reviewedBy !== null);
  const nothing = requests.length === 0 && reviews.length === 0;

  return (
    <div className={styles.queue}>
      {lost && (
        <Notice kind="failed" title="The line to the control center is cut.">
          What is shown is from before; nothing can be decided until it is back.
        </Notice>
      )}
      {!lost && approvals.phase === 'failed' && approvals.problem && (
        <Notice kind="stale" title="This is not up to date.">
          {approvals.problem.message}
        </Notice>
      )}
      {operators.data?.current === null && !nothing && (
        <Notice kind="forbidden" title="Nobody is logged in.">
          Whoever decides signs with a key of their own.{' '}
          <Button size="compact-xs" variant="default" onClick={() => open('log-in')}>
            Log in
          </Button>
        </Notice>
      )}
      {nothing && (
        <PanelMessage
          icon={IconChecks}
          title="Nothing waits for an approval"
          text="In production, what cannot be taken back needs a second person: scaling to none, or removing keys of a config map."
          hint="Whoever is about to do it asks from the dialog of the operation; it is then shown here."
        />
      )}
      {openReviews.length > 0 && (
        <section aria-label="Done without an approval">
          <h3 className={styles.heading}>Done without an approval</h3>
          {openReviews.map((review) => (
            <ReviewCard key={review.id} review={review} />
          ))}
        </section>
      )}
      {pending.length > 0 && (
        <section aria-label="Waiting">
          <h3 className={styles.heading}>Waiting</h3>
          {pending.map((request) => (
            <RequestCard key={request.id} request={request} />
          ))}
        </section>
      )}
      {approved.length > 0 && (
        <section aria-label="Approved, not done yet">
          <h3 className={styles.heading}>Approved, not done yet</h3>
          {approved.map((request) => (
            <RequestCard key={request.id} request={request} />
          ))}
        </section>
      )}
      {over.length + closedReviews.length > 0 && (
        <details className={styles.over}>
          <summary>{over.length + closedReviews.length} earlier</summary>
          {over.map((request) => (
            <RequestCard key={request.id} request={request} />
          ))}
          {closedReviews.map((review) => (
            <ReviewCard key={review.id} review={review} />
          ))}
        </details>
      )}
    </div>
  );
}

function Loading() {
  return (
    <div className={styles.queue} aria-busy="true">
      <span className="sr-only">Loading</span>
      <Bone width={160} height={20} />
      <Bone height={180} />
      <Bone height={120} />
    </div>
  );
}
