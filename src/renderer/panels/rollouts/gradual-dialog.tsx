import { Button, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { TrafficView } from '../../../contract/rollouts.ts';
import { PeopleDialog } from '../../people/people-dialog.tsx';
import { ProblemLine } from '../../people/problem-line.tsx';
import { useAct } from '../../people/use-act.ts';
import { useShell } from '../../shell/shell-state.tsx';
import { useDesk } from '../../state/desk.tsx';
import { useLive } from '../../state/live.tsx';
import { useActionsDisabled } from '../../state/moment.ts';
import { NameField, useNameToType } from './name-field.tsx';
import styles from './rollback-dialog.module.css';
import { knownAs } from './words.ts';

/** The guide's: 25 % at a time, each share watched for an hour. */
const STEP = 25;
const MONITOR = '60m';

/** Traffic taken away step by step, each share watched. */
export default function GradualDialog() {
  return (
    <PeopleDialog dialog="gradual-rollback" title="Gradual rollback" size={560}>
      <Form />
    </PeopleDialog>
  );
}

function Form() {
  const { close } = useShell();
  const { router } = useDesk();
  const { rollouts } = useLive();
  const disabled = useActionsDisabled();
  const act = useAct();
  const asked = useNameToType();
  const [step, setStep] = useState<number | string>(STEP);
  const [monitor, setMonitor] = useState(MONITOR);
  const [typed, setTyped] = useState('');
  const isStep = typeof step === 'number' && Number.isInteger(step) && step >= 1 && step <= 100;
  const may =
    act.ready && !act.busy && disabled === null && isStep && monitor.trim() !== '' && asked.isGiven(typed);

  const roll = async () => {
    let id: string | null = null;
    const done = await act.run(async (client) => {
      const wanted = { step: Number(step), monitor: monitor.trim() };
      id = (await client.rollouts.gradualRollback({ ...wanted, confirm: asked.confirm(typed) })).id;
    });
    if (!done || id === null) return;
    close();
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
      <p>
        Each share is watched before the next is set. Where a check fails, all traffic is taken away at once.
      </p>
      <div className={styles.pair}>
        <NumberInput
          label="Percent at a time"
          min={1}
          max={100}
          data-autofocus
          value={step}
          onChange={setStep}
          error={isStep ? undefined : 'It takes a whole number from 1 to 100'}
        />
        <TextInput
          label="Watched for"
          description="Such as 60m or 1h30m"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={monitor}
          onChange={(event) => setMonitor(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      {isStep && <Shares traffic={rollouts.data?.traffic ?? null} step={step} />}
      <NameField asked={asked} value={typed} onChange={setTyped} />
      <ProblemLine problem={act.problem} />
      <div className={styles.footer}>
        <p className={styles.aside} role="status">
          {disabled}
        </p>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" disabled={!may} loading={act.busy}>
          Roll back gradually
        </Button>
      </div>
    </form>
  );
}

/** The shares there will be, one after the other. */
function Shares({ traffic, step }: { traffic: TrafficView | null; step: number }) {
  const share = traffic !== null && knownAs(traffic) === 'known' ? traffic.percentage : null;
  if (share === null) {
    return <p className={styles.aside}>How much traffic there is to take away is not known now.</p>;
  }
  if (share === 0)
    return <p className={styles.aside}>The features get no traffic: there is nothing to take away.</p>;
  const shares = Array.from({ length: Math.ceil(share / step) }, (_, index) =>
    Math.max(0, share - step * (index + 1)),
  );
  return (
    <p>
      From {share} % to <strong>{shares.join(', ')} %</strong>.
    </p>
  );
}
