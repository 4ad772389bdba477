import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { PeopleDialog } from '../../people/people-dialog.tsx';
import { ProblemLine } from '../../people/problem-line.tsx';
import { useAct } from '../../people/use-act.ts';
import { useShell } from '../../shell/shell-state.tsx';
import { useDesk } from '../../state/desk.tsx';
import { useMoment } from '../../state/moment.ts';
import { NameField, useNameToType } from './name-field.tsx';
import styles from './rollback-dialog.module.css';

/** All traffic away at once, from wherever one is: a reason, and one press. */
export default function EmergencyDialog() {
  return (
    <PeopleDialog dialog="emergency-rollback" title="Emergency rollback" size={560}>
      <Form />
    </PeopleDialog>
  );
}

function Form() {
  const { close } = useShell();
  const { router } = useDesk();
  const { at } = useMoment();
  const act = useAct();
  const asked = useNameToType();
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const may = act.ready && !act.busy && reason.trim() !== '' && asked.isGiven(typed);

  const roll = async () => {
    let id: string | null = null;
    const done = await act.run(async (client) => {
      const confirm = asked.confirm(typed);
      id = (await client.rollouts.emergencyRollback({ reason: reason.trim(), confirm })).id;
    });
    if (!done || id === null) return;
    close();
    if (at !== null) router.goTo(null);
    router.go('rollouts', id);
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (may) void roll();
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
      <NameField asked={asked} value={typed} onChange={setTyped} />
      <ProblemLine problem={act.problem} />
      <div className={styles.footer}>
        <p className={styles.aside} role="status">
          {!act.ready && 'The control center is not connected: nothing can be changed.'}
        </p>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" disabled={!may} loading={act.busy} className={styles.critical ?? ''}>
          Roll back to 0 % now
        </Button>
      </div>
    </form>
  );
}
