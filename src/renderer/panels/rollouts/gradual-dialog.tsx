import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { TrafficView } from '../../../contract/rollouts.ts';
import { PeopleDialog } from '../../people/people-dialog.tsx';
import { useLive } from '../../state/live.tsx';
import { useActionsDisabled } from '../../state/moment.ts';
import { PlanField } from './plan-field.tsx';
import styles from './rollback-dialog.module.css';
import { RollbackForm } from './rollback-form.tsx';
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
  const { rollouts } = useLive();
  const hindrance = useActionsDisabled();
  const [step, setStep] = useState<number | string>(STEP);
  const [monitor, setMonitor] = useState(MONITOR);
  const isStep = typeof step === 'number' && Number.isInteger(step) && step >= 1 && step <= 100;
  return (
    <RollbackForm
      verb="Roll back gradually"
      isFilled={isStep && monitor.trim() !== ''}
      hindrance={hindrance}
      begin={(client, confirm) =>
        client.rollouts.gradualRollback({ step: Number(step), monitor: monitor.trim(), confirm })
      }
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
        <PlanField
          label="Watched for"
          description="Such as 60m or 1h30m"
          value={monitor}
          onChange={setMonitor}
        />
      </div>
      {isStep && <Shares traffic={rollouts.data?.traffic ?? null} step={step} />}
    </RollbackForm>
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
