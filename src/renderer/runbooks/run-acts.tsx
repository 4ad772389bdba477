import { Button } from '@mantine/core';
import { useState } from 'react';
import type { RunView } from '../../contract/runbooks.ts';
import { ProblemLine } from '../people/problem-line.tsx';
import { useAct } from '../people/use-act.ts';
import { useActionsDisabled } from '../state/moment.ts';
import styles from './run-dock.module.css';

/** What can be done to the run as a whole; only what means something now. */
export function RunActs({ run, isOld }: { run: RunView; isOld: boolean }) {
  const disabled = useActionsDisabled();
  const act = useAct();
  const [isStopping, setStopping] = useState(false);
  const { id, status, risk, owner } = run;
  const hindered = !act.ready || act.busy || isOld || disabled !== null;
  const failed = run.endedAt === null ? undefined : run.steps.find((step) => step.status === 'failed');
  const rests = run.isPaused || status === 'interrupted';
  const stop = (takesBack: boolean) => {
    setStopping(false);
    void act.run((client) => client.runs.abort({ id, why: '', takesBack }));
  };
  return (
    <footer className={styles.footer}>
      <p>
        {disabled ??
          (owner === null
            ? run.endedAt === null && 'Nobody drives it now.'
            : `Driven by process ${owner.process} on ${owner.host}.`)}
      </p>
      <ProblemLine problem={act.problem} />
      {isStopping ? (
        <>
          <Button size="xs" variant="default" onClick={() => setStopping(false)}>
            Keep it running
          </Button>
          {risk !== 'read' && (
            <Button size="xs" variant="default" disabled={hindered} onClick={() => stop(true)}>
              Stop and take back
            </Button>
          )}
          <Button size="xs" disabled={hindered} onClick={() => stop(false)}>
            Stop it
          </Button>
        </>
      ) : (
        run.endedAt === null && (
          <>
            <Button size="xs" variant="default" disabled={hindered} onClick={() => setStopping(true)}>
              Stop …
            </Button>
            {rests ? (
              <Button
                size="xs"
                disabled={hindered}
                onClick={() => void act.run((client) => client.runs.resume({ id }))}
              >
                Go on
              </Button>
            ) : (
              <Button
                size="xs"
                variant="default"
                disabled={hindered}
                onClick={() => void act.run((client) => client.runs.pause({ id, why: '' }))}
              >
                Pause
              </Button>
            )}
          </>
        )
      )}
      {failed && (
        <Button
          size="xs"
          disabled={hindered}
          onClick={() => void act.run((client) => client.runs.retry({ id, step: failed.id }))}
        >
          Do the failed step again
        </Button>
      )}
    </footer>
  );
}
