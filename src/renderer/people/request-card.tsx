import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ApprovalRequest } from '../../contract/operators.ts';
import { formatSpan } from '../format/time.ts';
import { Age } from '../marks/age.tsx';
import { PreviewView } from '../operations/preview-view.tsx';
import { useNow } from '../state/ticker.ts';
import styles from './approval-queue.module.css';
import { ProblemLine } from './problem-line.tsx';
import { useAct } from './use-act.ts';

const STATES: Record<ApprovalRequest['state'], string> = {
  pending: 'waits',
  approved: 'approved',
  rejected: 'rejected',
  expired: 'its time is over',
  withdrawn: 'withdrawn',
  used: 'approved and done',
  invalid: 'not valid',
};

/** Exactly what somebody wants to do, why, and the buttons of whoever may decide it. */
export function RequestCard({ request }: { request: ApprovalRequest }) {
  const { state, preview, reason, requestedBy, requestedAt, decidedBy, decidedAt, note, problem } = request;
  const open = state === 'pending' || state === 'approved';
  return (
    <article className={styles.card} data-state={state} aria-label={preview.summary}>
      <div className={styles.facts}>
        <span>
          <strong>{requestedBy}</strong> asked <Age at={requestedAt} suffix=" ago" />
        </span>
        <span>in {request.profile}</span>
        {decidedBy !== null && (
          <span>
            {state === 'rejected' ? 'rejected' : 'approved'} by <strong>{decidedBy}</strong>{' '}
            <Age at={decidedAt} suffix=" ago" />
          </span>
        )}
        {open ? <TimeLeft until={request.expiresAt} /> : <span className={styles.left}>{STATES[state]}</span>}
      </div>
      <p className={styles.reason}>{reason}</p>
      {open ? <PreviewView preview={preview} /> : <p className={styles.summary}>{preview.summary}</p>}
      {problem !== null && <p className={styles.why}>{problem}.</p>}
      {note && (
        <p className={styles.why}>
          {decidedBy}: {note}
        </p>
      )}
      {open && <Decision request={request} />}
    </article>
  );
}

function Decision({ request: { id, state, decidable, withdrawable } }: { request: ApprovalRequest }) {
  const [note, setNote] = useState('');
  const act = useAct();
  return (
    <>
      <div className={styles.acts}>
        {decidable.allowed ? (
          <>
            <TextInput
              className={styles.note ?? ''}
              label="Note"
              placeholder="What you looked at, for the journal"
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <Button
              variant="default"
              disabled={!act.ready || act.busy}
              onClick={() => void act.run((client) => client.approvals.reject({ id, note }))}
            >
              Reject
            </Button>
            <Button
              disabled={!act.ready}
              loading={act.busy}
              onClick={() => void act.run((client) => client.approvals.approve({ id, note }))}
            >
              Approve exactly this
            </Button>
          </>
        ) : (
          state === 'pending' && <p className={styles.why}>{decidable.reason}.</p>
        )}
        {withdrawable && (
          <Button
            variant="default"
            disabled={!act.ready || act.busy}
            onClick={() => void act.run((client) => client.approvals.withdraw({ id }))}
          >
            Withdraw
          </Button>
        )}
      </div>
      <ProblemLine problem={act.problem} />
    </>
  );
}

const SHORT_MS = 600_000;

function TimeLeft({ until }: { until: string }) {
  const left = Math.max(0, Date.parse(until) - useNow());
  return (
    <span className={styles.left} data-short={left < SHORT_MS || undefined}>
      {left === 0 ? 'its time is over' : `${formatSpan(left)} left`}
    </span>
  );
}
