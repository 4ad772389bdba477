import { useState } from 'react';
import { foldRun } from '../../contract/run-frames.ts';
import type { RunStep, RunView } from '../../contract/runbooks.ts';
import { formatRoughly } from '../format/time.ts';
import { ended } from '../format/words.ts';
import { Age } from '../marks/age.tsx';
import { StateShape } from '../marks/state-shape.tsx';
import { DrawerWaiting } from '../panels/side-drawer.tsx';
import { useConnectionLost } from '../state/live.tsx';
import { useMoment } from '../state/moment.ts';
import { keyAt } from '../state/moment-key.ts';
import { useFoldedStream } from '../state/stream.ts';
import { usePresent } from '../state/ticker.ts';
import { Notice } from '../states/notice.tsx';
import { blockingState } from '../states/panel-states.tsx';
import { PrintedLine } from './printed-line.tsx';
import { RunActs } from './run-acts.tsx';
import styles from './run-dock.module.css';

import { RunMark, StepMark } from './run-mark.tsx';
import { StepPart } from './step-part.tsx';
import { RUN_WORDS, STEP_WORDS } from './words.ts';

/** A run that is followed: by whoever is here, wherever it was started. */
export function RunDock({ id }: { id: string }) {
  const { at } = useMoment();
  const stream = useFoldedStream(
    (client, options) => client.runs.follow({ id, at }, options),
    keyAt(`run ${id}`, at),
    foldRun,
  );
  const lost = useConnectionLost();
  const run = stream.data;
  if (run === null) {
    return (
      <div className={styles.body}>{blockingState(stream, lost) ?? <DrawerWaiting what="the run" />}</div>
    );
  }
  return <Run run={run} isOld={lost || stream.phase !== 'live'} isPast={at !== null} />;
}

function Run({ run, isOld, isPast }: { run: RunView; isOld: boolean; isPast: boolean }) {
  const [chosen, choose] = useState<string | null>(null);
  const current = currentOf(run);
  const step = run.steps.find(({ id }) => id === chosen) ?? current;
  const isCut = ({ status }: RunStep) => run.status === 'interrupted' && status === 'running';
  return (
    <>
      <header className={styles.header} data-run={run.status}>
        <h2 className={styles.title}>{run.title}</h2>
        <p className={styles.row}>
          <span className={styles.state} role="status">
            {isOld ? <StateShape level="unknown" label={null} /> : <RunMark status={run.status} />}
            {RUN_WORDS[run.status]}
          </span>
          <span>
            {run.done} of {run.total} steps
          </span>
          {run.endedAt === null && !isOld && !isPast && <TimeLeft remaining={run.remaining} />}
        </p>
        <div
          className={styles.bar}
          role="progressbar"
          aria-label="Steps done"
          aria-valuemin={0}
          aria-valuenow={run.done}
          aria-valuemax={run.total}
        >
          <span style={{ width: `${(100 * run.done) / Math.max(1, run.total)}%` }} />
        </div>
        <p className={styles.row}>
          started by {run.startedBy} <Age at={run.startedAt} suffix=" ago" />
          {run.parameters.map(({ name, title, value }) => (
            <span key={name} title={title}>
              {name}: <strong>{value}</strong>
            </span>
          ))}
        </p>
      </header>
      {isOld && (
        <Notice kind="stale" title="This is not followed now.">
          It goes on where it is driven, and is followed again by itself.
        </Notice>
      )}
      <div className={styles.split}>
        <ol className={styles.steps} aria-label="Steps">
          {run.steps.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                className={styles.step}
                data-status={each.status}
                data-step={each.id}
                aria-current={each.id === step?.id ? 'step' : undefined}
                onClick={() => choose(each.id === current?.id ? null : each.id)}
              >
                <StepMark
                  status={isCut(each) || (isOld && each.status === 'running') ? 'unknown' : each.status}
                />
                <span>
                  {each.title}
                  <small>
                    {isCut(each) ? 'cut short' : STEP_WORDS[each.status]}
                    {each.attempts > 1 && `, attempt ${each.attempts}`}
                  </small>
                </span>
              </button>
            </li>
          ))}
        </ol>
        <div className={styles.body}>
          {run.endedAt !== null && run.why !== null && <p>{ended(run.why)}</p>}
          {run.endedAt === null && run.status !== 'waiting' && run.why !== null && (
            <p className={styles.why}>{ended(run.why)}</p>
          )}
          {run.printed.length > 0 && (
            <ul aria-label="The guide’s lines">
              {run.printed.map((line) => (
                <li key={line}>
                  <PrintedLine line={line} />
                </li>
              ))}
            </ul>
          )}
          {step && <StepPart key={step.id} run={run} step={step} isOld={isOld} />}
        </div>
      </div>
      <RunActs run={run} isOld={isOld} />
    </>
  );
}

/** What is to be looked at: what asks, else what is under way, else where it ended, or what it drew a picture of. */
function currentOf({ steps }: RunView): RunStep | undefined {
  const by = (is: (step: RunStep) => boolean) => steps.find(is);
  return (
    by(({ question }) => question !== null) ??
    by(({ status }) => status === 'running') ??
    by(({ status }) => status === 'failed' || status === 'unknown') ??
    by(({ status }) => status === 'pending') ??
    by(({ action, hasEvidence }) => action === 'load-test' && hasEvidence) ??
    steps.at(-1)
  );
}

/** By how long its steps took before; whoever runs it for the first time is not told a guess. */
function TimeLeft({ remaining }: Pick<RunView, 'remaining'>) {
  const now = usePresent();
  if (remaining === null) {
    return (
      <span title="Of a step that is still to come no earlier run of this procedure tells how long it takes.">
        time left not known
      </span>
    );
  }
  const { leftMs, endsAt, asks } = remaining;
  const left = endsAt === null ? leftMs : Date.parse(endsAt) - now;
  const words = left < 0 ? 'takes longer than usual' : `${formatRoughly(left)} left`;
  return (
    <span title="By how long the steps took in earlier runs, and what they say that they wait.">
      {words}
      {asks && left >= 0 && ', answers not counted'}
    </span>
  );
}
