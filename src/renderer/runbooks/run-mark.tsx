import type { Level } from '../../contract/health.ts';
import type { RunStatus, RunStep } from '../../contract/runbooks.ts';
import { StateShape } from '../marks/state-shape.tsx';
import { UnderWay } from '../marks/under-way.tsx';
import styles from './run-dock.module.css';

const RUN_LEVELS: Record<Exclude<RunStatus, 'running'>, Level> = {
  waiting: 'warning',
  paused: 'warning',
  interrupted: 'unknown',
  succeeded: 'good',
  failed: 'critical',
  aborted: 'unknown',
};

const STEP_LEVELS: Record<Exclude<RunStep['status'], 'running' | 'pending' | 'skipped'>, Level> = {
  waiting: 'warning',
  succeeded: 'good',
  failed: 'critical',
  unknown: 'unknown',
};

/** How a run stands; its word stands beside it. */
export function RunMark({ status }: { status: RunStatus }) {
  return status === 'running' ? <UnderWay /> : <StateShape level={RUN_LEVELS[status]} label={null} />;
}

/** How a step stands; its word stands below it. */
export function StepMark({ status }: { status: RunStep['status'] }) {
  switch (status) {
    case 'pending':
    case 'skipped':
      return <span className={styles.dot} aria-hidden />;
    case 'running':
      return <UnderWay size={12} />;
    default:
      return <StateShape level={STEP_LEVELS[status]} label={null} size={12} />;
  }
}
