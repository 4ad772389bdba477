import type { RolloutPlan } from '../../../contract/rollouts.ts';
import { formatSpan } from '../../format/time.ts';
import styles from './start-view.module.css';

type Stage = RolloutPlan['stages'][number];

/** What is watched in the windows of a plan: told once where it is the same in all, else for each stage. */
export function PlannedChecks({ stages }: { stages: readonly Stage[] }) {
  const watched = stages.filter(({ monitorMs, checks }) => monitorMs > 0 || checks.some(isGate));
  const [first] = watched;
  const isSame = watched.every(({ checks }) => JSON.stringify(checks) === JSON.stringify(first?.checks));
  if (first !== undefined && isSame) return <Checks label="Checks" checks={first.checks} />;
  return watched.map(({ percentage, monitorMs, checks }) => (
    <div key={percentage}>
      <h3 className={styles.stageName}>At {percentage} %</h3>
      <Checks label={`Checks at ${percentage} %`} checks={monitorMs > 0 ? checks : checks.filter(isGate)} />
    </div>
  ));
}

/** It is measured once, before the window. */
function isGate({ everyMs }: Stage['checks'][number]): boolean {
  return everyMs === 0;
}

function Checks({ label, checks }: { label: string; checks: Stage['checks'] }) {
  return (
    <ul className={styles.checks} aria-label={label}>
      {checks.map((check) => (
        <li key={check.id} title={`Measured: ${check.measures}. Waits for a person: ${check.pauses}.`}>
          <span>
            {check.title}
            <span className={styles.under}>{check.measures}</span>
          </span>
          <span>
            {check.limit}
            <span className={styles.under}>turns back: {check.fails}</span>
          </span>
          <span className={styles.muted}>
            {isGate(check) ? 'before the window' : `every ${formatSpan(check.everyMs)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
