import { Button } from '@mantine/core';
import { useState } from 'react';
import type { RolloutView as View } from '../../../contract/rollouts.ts';
import { ended, sentence } from '../../format/words.ts';
import { Age, Moment } from '../../marks/age.tsx';
import { useDock } from '../../runbooks/dock-state.tsx';
import { useConnectionLost } from '../../state/live.tsx';
import { useActionsDisabled } from '../../state/moment.ts';
import { useStream } from '../../state/stream.ts';
import { Notice } from '../../states/notice.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import { blockingState } from '../../states/panel-states.tsx';
import { Pane } from '../pane.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import { Back } from './back.tsx';
import { ChecksTable } from './checks-table.tsx';
import { DecisionForm } from './decision-form.tsx';
import { ReportButtons } from './report-buttons.tsx';
import { RolloutActs } from './rollout-acts.tsx';
import { RolloutMark } from './rollout-mark.tsx';
import styles from './rollout-view.module.css';
import { Track } from './track.tsx';
import { isDriven, STATE_LEVELS, STATE_WORDS } from './words.ts';

/** One rollout, followed wherever it is driven. */
export function RolloutPage({ id }: { id: string }) {
  const stream = useStream((client, options) => client.rollouts.follow({ id }, options), `rollout ${id}`);
  const lost = useConnectionLost();
  return (
    <div className={styles.page}>
      {stream.data === null ? (
        <>
          <Back />
          {blockingState(stream, lost) ?? <Waiting />}
        </>
      ) : (
        <Rollout rollout={stream.data} isOld={lost || stream.phase !== 'live'} />
      )}
    </div>
  );
}

function Waiting() {
  return (
    <div className={styles.page} aria-busy="true">
      <p className="sr-only" role="status">
        Waiting for the rollout
      </p>
      <Bone height={44} />
      <Bone height={92} />
      <Bone height={280} />
    </div>
  );
}

function Rollout({ rollout, isOld }: { rollout: View; isOld: boolean }) {
  const { title, state, why, asks, stages, stage } = rollout;
  const disabled = useActionsDisabled();
  const [chosen, choose] = useState<number | null>(null);
  const shown = chosen ?? stage ?? lastBegun(rollout);
  const current = stages[shown];
  const hindrance =
    disabled ??
    (isOld && rollout.endedAt === null ? 'What is shown is not the present: nothing can be decided.' : null);
  const isLive = rollout.endedAt === null && isOld;
  return (
    <div className={styles.page} data-rollout-state={state}>
      <header className={styles.head}>
        <Back />
        <div className={styles.titles}>
          <h2 className={styles.title}>
            {title}
            <span className={styles.state} role="status">
              <RolloutMark
                state={state}
                isOld={isLive || (rollout.endedAt === null && asks === null && !isDriven(rollout))}
              />{' '}
              {STATE_WORDS[state]}
            </span>
          </h2>
          <Facts rollout={rollout} />
        </div>
      </header>
      <RolloutActs rollout={rollout} hindrance={hindrance} />
      {isOld && (
        <Notice kind="stale" title="This is not followed now.">
          It goes on where it is driven, and is followed again by itself.
        </Notice>
      )}
      {why !== null && asks === null && (
        <p className={styles.why} data-level={STATE_LEVELS[state] ?? undefined}>
          {sentence(why)}
        </p>
      )}
      <div data-greyed={isLive || undefined} className={styles.greyable}>
        <Track stages={stages} shown={shown} isOld={isLive} onShow={choose} />
      </div>
      {asks !== null && (
        <DecisionForm
          key={`${asks.step} ${asks.since}`}
          rollout={rollout}
          asks={asks}
          hindrance={hindrance}
        />
      )}
      {current && <Checks rollout={rollout} index={shown} isOld={isLive} />}
      <Report rollout={rollout} />
    </div>
  );
}

/** Since when, by whom, moved by what, driven by whom. */
function Facts({ rollout }: { rollout: View }) {
  const { driver, startedAt, startedBy, endedAt, owner, reason } = rollout;
  return (
    <p className={styles.facts}>
      Started <Age at={startedAt} suffix=" ago" /> by {startedBy}
      {reason !== null && `: ${reason}`}; moved by {DRIVERS[driver] ?? driver}
      {endedAt !== null ? (
        <>
          ; ended <Age at={endedAt} suffix=" ago" />.
        </>
      ) : owner === null ? (
        <strong className={styles.nobody}>; nobody drives it now.</strong>
      ) : (
        <>
          ; driven by process {owner.process} on {owner.host}
          {owner.state === 'alive' ? '.' : <strong className={styles.nobody}>, which gives no sign.</strong>}
        </>
      )}
    </p>
  );
}

const DRIVERS: Readonly<Record<string, string>> = { configmap: 'the config map' };

function Checks({ rollout, index, isOld }: { rollout: View; index: number; isOld: boolean }) {
  const stage = rollout.stages[index];
  const { openRun } = useDock();
  if (!stage) return null;
  return (
    <Pane
      title={`What is watched at ${stage.percentage} %`}
      aside={stage.words !== null && ended(stage.words)}
    >
      {stage.checks.length > 0 ? (
        <ScrollRegion label={`Checks at ${stage.percentage} %`} className={styles.checks}>
          <ChecksTable stage={stage} isOld={isOld} />
        </ScrollRegion>
      ) : rollout.kind === 'emergency-rollback' ? (
        <p className={styles.none}>
          Stability is watched by the steps of its runbook.{' '}
          <Button size="compact-xs" variant="default" onClick={() => openRun(rollout.id)}>
            Show the steps
          </Button>
        </p>
      ) : (
        <p className={styles.none}>
          {stage.monitorMs === 0
            ? 'This stage has no window: nothing is watched in it.'
            : 'Nothing was measured in this stage.'}
        </p>
      )}
    </Pane>
  );
}

function Report({ rollout: { id, report } }: { rollout: View }) {
  if (report.length === 0) return null;
  return (
    <Pane title="What happened" aside={<ReportButtons id={id} />}>
      <ol className={styles.report} aria-label="What happened, the newest first">
        {report.toReversed().map(({ at, by, line }) => (
          <li key={`${at} ${line}`}>
            <span className={styles.at}>
              <Moment at={at} />
            </span>
            <span>{line}</span>
            <span className={styles.by}>{by}</span>
          </li>
        ))}
      </ol>
    </Pane>
  );
}

/** Of one that has ended: the stage that it came to. */
function lastBegun({ stages }: View): number {
  return Math.max(
    0,
    stages.findLastIndex(({ startedAt }) => startedAt !== null),
  );
}
