import type { ProblemView } from '../../contract/source.ts';
import styles from './people-dialog.module.css';

/** Why it did not work, and what to do. */
export function ProblemLine({ problem }: { problem: ProblemView | null }) {
  if (problem === null) return null;
  const message = /[.!?]$/.test(problem.message) ? problem.message : `${problem.message}.`;
  return (
    <p className={styles.problem} role="alert">
      {message} {problem.hint}
    </p>
  );
}
