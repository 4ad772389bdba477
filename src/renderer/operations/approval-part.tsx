import { Button, Textarea } from '@mantine/core';
import { IconUserCheck, IconUserQuestion, IconUserX } from '@tabler/icons-react';
import type { OperationPreview, OperationRequest, OperationTerms } from '../../contract/operations.ts';
import { Age } from '../marks/age.tsx';
import { usePeople } from '../people/people.tsx';
import { AskApproval } from './ask-approval.tsx';
import styles from './consent.module.css';

interface ApprovalPartProps {
  request: OperationRequest;
  preview: OperationPreview;
  terms: OperationTerms;
  glass: string | null;
  onGlass: (reason: string | null) => void;
  onLook: () => void;
}

/** The second person that a destructive act in production needs, and the way around it. */
export function ApprovalPart({ request, preview, terms, glass, onGlass, onLook }: ApprovalPartProps) {
  const { approval, approver } = terms;
  if (approval === 'approved') {
    return (
      <p className={styles.approval} data-approval="approved">
        <IconUserCheck size={18} stroke={1.75} aria-hidden />
        <span>
          <strong>{approver ?? 'A second person'}</strong> approved exactly this.
        </span>
      </p>
    );
  }
  const Picture = approval === 'rejected' ? IconUserX : IconUserQuestion;
  return (
    <section className={styles.approval} data-approval={approval} aria-label="Approval">
      <Picture size={18} stroke={1.75} aria-hidden />
      <div className={styles.approvalParts}>
        <p>
          {approval === 'missing' && 'A second person has to approve exactly this first.'}
          {approval === 'pending' && <Pending hash={preview.hash} />}
          {approval === 'rejected' && `${approver ?? 'A second person'} rejected exactly this.`}
        </p>
        {approval === 'missing' && terms.actor !== null && (
          <AskApproval request={request} preview={preview} onAsked={onLook} />
        )}
        {approval === 'pending' && (
          <div>
            <Button size="compact-xs" variant="default" onClick={onLook}>
              Look again
            </Button>
          </div>
        )}
        <details className={styles.glass} open={glass !== null}>
          <summary>It cannot wait: break the glass</summary>
          <p>
            It is then done without a second person. The journal keeps it as a matter of high severity, and
            somebody else has to review it.
          </p>
          <Textarea
            label="Why it cannot wait"
            value={glass ?? ''}
            onChange={(event) => onGlass(event.currentTarget.value === '' ? null : event.currentTarget.value)}
            autosize
            minRows={2}
            maxRows={5}
          />
        </details>
      </div>
    </section>
  );
}

/** Who asked and when. It needs no looking again: the decision is noticed when it comes. */
function Pending({ hash }: { hash: string }) {
  const { approvals } = usePeople();
  const asked = approvals.data?.requests.find((it) => it.state === 'pending' && it.preview.hash === hash);
  if (!asked) return 'Asked: a second person has not decided yet.';
  return (
    <>
      {asked.requestedBy} asked <Age at={asked.requestedAt} suffix=" ago" />: a second person has not decided
      yet.
    </>
  );
}
