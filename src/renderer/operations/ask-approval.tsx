import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { OperationPreview, OperationRequest } from '../../contract/operations.ts';
import { useDesk } from '../state/desk.tsx';
import { problemOf } from '../state/problem.ts';
import styles from './consent.module.css';

/** Asks a second person to approve exactly what is shown. */
export function AskApproval({
  request,
  preview,
  onAsked,
}: {
  request: OperationRequest;
  preview: OperationPreview;
  onAsked: () => void;
}) {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [reason, setReason] = useState('');
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const ask = async () => {
    if (!client) return;
    setAsking(true);
    try {
      await client.approvals.request({ ...request, hash: preview.hash, reason: reason.trim() });
      onAsked();
    } catch (error) {
      const { message, hint } = problemOf(error);
      setFailure([message, hint].filter(Boolean).join('. '));
    } finally {
      setAsking(false);
    }
  };

  return (
    <div className={styles.ask}>
      <TextInput
        label="Why it shall be done"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={failure ?? undefined}
        autoComplete="off"
      />
      <Button
        variant="default"
        disabled={reason.trim() === '' || asking || !client}
        onClick={() => void ask()}
      >
        Ask for approval
      </Button>
    </div>
  );
}
