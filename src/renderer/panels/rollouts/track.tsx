import type { ReactNode } from 'react';
import type { Level } from '../../../contract/health.ts';
import type { RolloutStage } from '../../../contract/rollouts.ts';
import { formatSpan } from '../../format/time.ts';
import { Moment } from '../../marks/age.tsx';
import { ShareBar } from '../../marks/share-bar.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { UnderWay } from '../../marks/under-way.tsx';
import { usePresent } from '../../state/ticker.ts';
import styles from './track.module.css';
import { measuredText, STAGE_WORDS } from './words.ts';

const STAGE_LEVELS: Record<RolloutStage['state'], Level | null> = {
  pending: null,
  setting: null,
  watching: null,
  passed: 'good',
  failed: 'critical',
  inconclusive: 'warning',
  skipped: null,
};

interface TrackProps {
  stages: readonly RolloutStage[];
  /** Index of the stage whose checks are shown. */
  shown: number;
  isOld: boolean;
  onShow: (index: number) => void;
}

/** The plan from left to right, with where it is and how long it still watches there. Each stage shows its checks. */
export function Track({ stages, shown, isOld, onShow }: TrackProps) {
  return (
    <ol className={styles.track} aria-label="Stages">
      {stages.map((stage, index) => (
        <li key={stage.percentage} style={{ '--weight': weightOf(stage, stages) }}>
          <button
            type="button"
            className={styles.stage}
            data-stage={stage.percentage}
            data-state={stage.state}
            aria-pressed={index === shown}
            onClick={() => onShow(index)}
          >
            <StageFace stage={stage} isOld={isOld} />
          </button>
        </li>
      ))}
    </ol>
  );
}

/** What a plan would be, before it is started. */
export function PlannedTrack({ stages }: { stages: readonly { percentage: number; monitorMs: number }[] }) {
  return (
    <ol className={styles.track} aria-label="Stages">
      {stages.map((stage) => (
        <li key={stage.percentage} style={{ '--weight': weightOf(stage, stages) }}>
          <div className={styles.stage} data-stage={stage.percentage} data-state="planned">
            <p className={styles.head}>
              <strong>{stage.percentage} %</strong>
            </p>
            <p>{windowText(stage)}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}

function StageFace({ stage, isOld }: { stage: RolloutStage; isOld: boolean }) {
  const { percentage, state, checks } = stage;
  const isCurrent = state === 'setting' || state === 'watching' || state === 'inconclusive';
  const level = isOld && isCurrent ? 'unknown' : STAGE_LEVELS[state];
  const measured = measuredText(checks);
  return (
    <>
      <span className={styles.head}>
        <strong>{percentage} %</strong>
        <span className={styles.state}>
          {level !== null ? <StateShape level={level} label={null} /> : isCurrent && <UnderWay />}
          {STAGE_WORDS[state]}
        </span>
      </span>
      <span className={styles.line}>
        <When stage={stage} />
      </span>
      <span className={styles.line}>{measured}</span>
      <Progress stage={stage} level={level} />
    </>
  );
}

/** Its window: how much of it is left, or when it was. */
function When({ stage }: { stage: RolloutStage }): ReactNode {
  const now = usePresent();
  const { state, startedAt, endedAt, endsAt } = stage;
  if (endsAt !== null && (state === 'watching' || state === 'inconclusive')) {
    const left = Date.parse(endsAt) - now;
    return (
      <>
        {windowText(stage)}, <strong>{left > 0 ? `${formatSpan(left)} left` : 'its window is over'}</strong>
      </>
    );
  }
  if (startedAt !== null && endedAt !== null) {
    return (
      <>
        <Moment at={startedAt} /> to <Moment at={endedAt} />
      </>
    );
  }
  if (state === 'setting' && startedAt !== null) {
    return `${windowText(stage)}; set since ${formatSpan(now - Date.parse(startedAt))}`;
  }
  return windowText(stage);
}

function Progress({ stage, level }: { stage: RolloutStage; level: Level | null }) {
  const now = usePresent();
  const { state, endsAt, monitorMs } = stage;
  if (state === 'pending' || state === 'skipped') return <span className={styles.rest} aria-hidden />;
  const done =
    endsAt === null || monitorMs === 0
      ? state === 'passed' || state === 'failed'
        ? 1
        : 0
      : 1 - (Date.parse(endsAt) - now) / monitorMs;
  return (
    <span className={styles.progress}>
      <ShareBar share={done} level={level} />
    </span>
  );
}

function windowText({ monitorMs }: { monitorMs: number }): string {
  return monitorMs === 0 ? 'no window' : `watched for ${formatSpan(monitorMs)}`;
}

/** Wider for what is watched longer, within reason: a glance shows where the time goes. */
function weightOf({ monitorMs }: { monitorMs: number }, stages: readonly { monitorMs: number }[]): number {
  const longest = Math.max(1, ...stages.map((stage) => stage.monitorMs));
  return Math.round((1 + monitorMs / longest) * 100) / 100;
}
