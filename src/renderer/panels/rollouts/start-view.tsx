import { Button, SegmentedControl } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { RolloutPlan } from '../../../contract/rollouts.ts';
import { ended } from '../../format/words.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import { PreviewView } from '../../operations/preview-view.tsx';
import { ProblemLine } from '../../people/problem-line.tsx';
import { useAct } from '../../people/use-act.ts';
import { useAnswer } from '../../state/answer.ts';
import { useDesk } from '../../state/desk.tsx';
import { useActionsDisabled } from '../../state/moment.ts';
import { Bone } from '../../states/panel-skeleton.tsx';
import { Pane } from '../pane.tsx';
import { Back } from './back.tsx';
import { DriverLine } from './driver-line.tsx';
import { FormFooter } from './form-footer.tsx';
import { NameField, useNameToType } from './name-field.tsx';
import { PlanField } from './plan-field.tsx';
import { PLAN_EXAMPLE, PlanText } from './plan-text.tsx';
import { PlannedChecks } from './planned-checks.tsx';
import viewStyles from './rollout-view.module.css';
import styles from './start-view.module.css';
import { PlannedTrack } from './track.tsx';
import { useStill } from './use-still.ts';

/** The guide's plan. */
const PERCENTAGES = '10,50,100';
const MONITOR = '4h,8h,0s';
const DRIVER = '';
/** Nobody is asked of each letter. */
const STILL_MS = 300;

/** A rollout before it is started: the plan as it is written, what is wrong with it, and its first change. */
export function StartView() {
  const { router } = useDesk();
  const disabled = useActionsDisabled();
  const act = useAct();
  const asked = useNameToType();
  const first = useRef<HTMLInputElement>(null);
  const [percentages, setPercentages] = useState(PERCENTAGES);
  const [monitor, setMonitor] = useState(MONITOR);
  const [isFile, setIsFile] = useState(false);
  const [file, setFile] = useState(PLAN_EXAMPLE);
  const [typed, setTyped] = useState('');
  useEffect(() => first.current?.focus(), []);
  // An empty one is no plan, and not the shares of the other form.
  const wanted = { percentages, monitor, driver: DRIVER, plan: isFile ? file || ' ' : '' };
  const still = useStill(JSON.stringify(wanted), STILL_MS);
  const { data: plan, problem } = useAnswer(
    (client, options) => client.rollouts.plan(JSON.parse(still), options),
    `plan ${still}`,
    0,
  );
  const isAnswered = still === JSON.stringify(wanted) && plan !== null;
  const isSound = isAnswered && plan.stages.length > 0;
  const may = act.ready && !act.busy && disabled === null && isSound && asked.isGiven(typed);

  const start = async () => {
    let id: string | null = null;
    const done = await act.run(async (client) => {
      id = (await client.rollouts.start({ ...wanted, confirm: asked.confirm(typed) })).id;
    });
    if (done && id !== null) router.go('rollouts', id);
  };

  return (
    <form
      className={viewStyles.page}
      aria-label="Start a rollout"
      data-start
      onSubmit={(event) => {
        event.preventDefault();
        if (may) void start();
      }}
    >
      <header className={viewStyles.head}>
        <Back />
        <h2 className={viewStyles.title}>Start a rollout</h2>
      </header>
      <SegmentedControl
        size="xs"
        className={styles.how}
        aria-label="How it is planned"
        value={isFile ? 'plan' : 'shares'}
        onChange={(value) => setIsFile(value === 'plan')}
        data={[
          { value: 'shares', label: 'Shares and windows' },
          { value: 'plan', label: 'Plan with checks of your own' },
        ]}
      />
      {isFile ? (
        <PlanText value={file} onChange={setFile} />
      ) : (
        <div className={styles.fields}>
          <PlanField
            input={first}
            label="Percentages"
            description="Of the traffic, rising, such as 10,50,100"
            value={percentages}
            onChange={setPercentages}
          />
          <PlanField
            label="Monitor windows"
            description="One for each percentage, such as 4h,8h,0s"
            value={monitor}
            onChange={setMonitor}
          />
        </div>
      )}
      <div role="status" aria-label="What is wrong with it">
        {plan !== null && plan.problems.length > 0 && <Problems plan={plan} />}
        <ProblemLine problem={problem} />
      </div>
      {plan !== null && <DriverLine driver={plan.driver} />}
      {plan === null
        ? !problem && <Bone height={92} />
        : plan.stages.length > 0 && <Planned plan={plan} isOld={!isAnswered} />}
      <div className={styles.agree}>
        <NameField asked={asked} value={typed} onChange={setTyped} />
        <ProblemLine problem={act.problem} />
        <FormFooter
          words={
            disabled ??
            'All changes of the rollout are agreed to by this; it turns back to 0 % by itself where a check fails.'
          }
        >
          <Button variant="default" onClick={() => router.go('rollouts')}>
            Cancel
          </Button>
          <Button type="submit" disabled={!may} loading={act.busy}>
            Start
          </Button>
        </FormFooter>
      </div>
    </form>
  );
}

function Problems({ plan }: { plan: RolloutPlan }) {
  const level = plan.stages.length === 0 ? 'critical' : 'warning';
  return (
    <ul className={styles.problems} data-level={level}>
      {plan.problems.map(({ message, hint }) => (
        <li key={message}>
          <StateShape level={level} label={null} />
          <span>
            {ended(message)} {hint}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Planned({ plan, isOld }: { plan: RolloutPlan; isOld: boolean }) {
  return (
    <div className={viewStyles.page} data-planned={isOld ? 'old' : 'now'}>
      <PlannedTrack stages={plan.stages} />
      <div className={styles.halves}>
        <Pane title="The first change">
          {plan.preview === null ? (
            <p className={styles.muted}>It cannot be told now what the first change would be.</p>
          ) : (
            <div className={styles.preview}>
              <PreviewView preview={plan.preview} />
            </div>
          )}
        </Pane>
        <Pane title="What is watched in each window">
          <PlannedChecks stages={plan.stages} />
          <p className={styles.muted}>
            A check that fails turns it back. One that cannot tell has it wait for a person; it never passes.
          </p>
        </Pane>
      </div>
    </div>
  );
}
