import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { PeopleDialog } from '../../people/people-dialog.tsx';
import { useDesk } from '../../state/desk.tsx';
import { useMoment } from '../../state/moment.ts';
import styles from './rollback-dialog.module.css';
import { RollbackForm } from './rollback-form.tsx';

/** All traffic away at once, from wherever one is: a reason, and one press. */
export default function EmergencyDialog() {
  return (
    <PeopleDialog dialog="emergency-rollback" title="Emergency rollback" size={560}>
      <Form />
    </PeopleDialog>
  );
}

function Form() {
  const { router } = useDesk();
  const { at } = useMoment();
  const [reason, setReason] = useState('');
  return (
    <RollbackForm
      verb="Roll back to 0 % now"
      isGrave
      isFilled={reason.trim() !== ''}
      hindrance={null}
      begin={(client, confirm) => client.rollouts.emergencyRollback({ reason: reason.trim(), confirm })}
      onBegun={() => {
        if (at !== null) router.goTo(null);
      }}
    >
      <div>
        <p>It is done at once, whatever else runs; a rollout under way is ended.</p>
        <ol className={styles.steps}>
          <li>The MLOps features get 0 % of the traffic.</li>
          <li>The legacy optimizer is turned on, and verified.</li>
          <li>Stability is watched for 30 minutes, and a report is written.</li>
        </ol>
      </div>
      {at !== null && <p>What the window shows is the past. This acts now.</p>}
      <Textarea
        label="Reason"
        description="For the journal and the report."
        autosize
        minRows={2}
        maxRows={5}
        maxLength={2000}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </RollbackForm>
  );
}
