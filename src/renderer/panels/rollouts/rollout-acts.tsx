import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import type { RolloutView } from '../../../contract/rollouts.ts';
import { ProblemLine } from '../../people/problem-line.tsx';
import { useAct } from '../../people/use-act.ts';
import { useDesk } from '../../state/desk.tsx';
import { ActForm } from './act-form.tsx';
import { useNameToType } from './name-field.tsx';
import styles from './rollout-view.module.css';
import { nextShare } from './words.ts';

type Asking = 'pause' | 'promote' | 'promoteFull' | 'abort' | 'retry';

/** What can be done with it: only what means something now, each one step away from being done. */
export function RolloutActs({ rollout, hindrance }: { rollout: RolloutView; hindrance: string | null }) {
  const { id, can, stages, stage } = rollout;
  const { router } = useDesk();
  const asked = useNameToType();
  const act = useAct();
  const opener = useRef<HTMLElement>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const open = asking !== null && can[asking] ? asking : null;
  const next = nextShare(stages, stage);
  const ask = (what: Asking) => () => {
    opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    act.forget();
    setAsking(what);
  };
  const leave = () => {
    setAsking(null);
    act.forget();
    opener.current?.focus();
  };
  const then = async (done: Promise<boolean>) => {
    if (await done) leave();
  };
  const retry = async (confirm: string | null) => {
    let begun: string | null = null;
    const done = await act.run(async (client) => {
      begun = (await client.rollouts.retry({ id, confirm })).id;
    });
    if (done && begun !== null) router.go('rollouts', begun);
  };
  const button = (what: Asking, title: string) =>
    can[what] && (
      <Button
        size="xs"
        variant="default"
        disabled={hindrance !== null}
        aria-expanded={open === what}
        data-act={what}
        onClick={ask(what)}
      >
        {title} …
      </Button>
    );
  const shared = { act, hindrance, onLeave: leave };

  return (
    <>
      <div className={styles.acts}>
        {button('pause', 'Pause')}
        {can.resume && (
          <Button
            size="xs"
            disabled={hindrance !== null || act.busy}
            data-act="resume"
            onClick={() => void act.run((client) => client.rollouts.resume({ id }))}
          >
            Resume
          </Button>
        )}
        {button('promote', next === null ? 'Complete now' : `Promote to ${next} %`)}
        {next !== 100 && button('promoteFull', 'Promote to 100 %')}
        {button('abort', 'Abort')}
        {button('retry', 'Try again')}
      </div>
      {open === null && <ProblemLine problem={act.problem} />}
      {open === 'pause' && (
        <ActForm
          {...shared}
          label="Pause"
          note="Why (for the record)"
          asked={null}
          verb="Pause it"
          onDo={({ note }) => void then(act.run((client) => client.rollouts.pause({ id, why: note })))}
        >
          The share stays as it is and is watched on; the next stage waits until somebody resumes it.
        </ActForm>
      )}
      {open === 'promote' && (
        <ActForm
          {...shared}
          label="Promote"
          note={null}
          asked={null}
          verb={next === null ? 'Complete it now' : `Promote to ${next} %`}
          onDo={() => void then(act.run((client) => client.rollouts.promote({ id, full: false })))}
        >
          {next === null
            ? 'It is completed without waiting for the end of this window.'
            : `${next} % is set at once, without waiting for the end of this window.`}
        </ActForm>
      )}
      {open === 'promoteFull' && (
        <ActForm
          {...shared}
          label="Promote to 100 %"
          note={null}
          asked={null}
          verb="Promote to 100 %"
          onDo={() => void then(act.run((client) => client.rollouts.promote({ id, full: true })))}
        >
          All the traffic is given at once; the stages between are left out. A second person has to approve
          it: they are asked, and it is done when you press this again afterwards.
        </ActForm>
      )}
      {open === 'abort' && (
        <ActForm
          {...shared}
          label="Abort"
          note="Why (for the record)"
          asked={null}
          verb="Abort, back to 0 %"
          isGrave
          onDo={({ note }) => void then(act.run((client) => client.rollouts.abort({ id, why: note })))}
        >
          All traffic is taken away from the features, whatever stage it is in.
        </ActForm>
      )}
      {open === 'retry' && (
        <ActForm
          {...shared}
          label="Try again"
          note={null}
          asked={asked}
          verb="Start it again"
          onDo={({ confirm }) => void retry(confirm)}
        >
          A new rollout of the same plan begins with its first stage. All its changes are agreed to by this.
        </ActForm>
      )}
    </>
  );
}
