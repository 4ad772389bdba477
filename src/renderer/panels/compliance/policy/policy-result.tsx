import type { PolicyJudgement } from '../../../../contract/policies.ts';
import { PresentAge } from '../../../marks/age.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import { VERDICT_LEVELS } from '../levels.ts';
import { said, share } from '../words.ts';
import styles from './policy-drawer.module.css';

const VERDICTS: Record<PolicyJudgement['verdict'], string> = {
  compliant: 'Compliant',
  violated: 'Not compliant',
  inconclusive: 'It cannot be told',
};

/** What the service says, by word and score, and principle by principle. */
export function PolicyResult({ judged }: { judged: PolicyJudgement }) {
  const { verdict, overallCompliant, score, target, mode, results, summary, problem, source, checkedAt } =
    judged;
  const placed = results.map((result, place) => ({ ...result, place }));
  return (
    <section className={styles.result} data-policy={verdict} role="status">
      <p>
        <StateShape level={VERDICT_LEVELS[verdict]} label={null} size={13} />{' '}
        <strong>{VERDICTS[verdict]}</strong>
      </p>
      <p>
        {source} says {overallCompliant ? 'compliant' : 'not compliant'}, score {share(score, target)}; target{' '}
        {share(target, target)}.
      </p>
      {problem !== null && <p>{said(`It ${problem}`)}</p>}
      {summary !== null && <p className={styles.muted}>{said(summary)}</p>}
      {placed.length > 0 && (
        <ul className={styles.results}>
          {placed.map(({ place, principle, compliant, score: its, says }) => (
            <li key={place}>
              <StateShape
                level={compliant === null ? 'unknown' : compliant ? 'good' : 'critical'}
                size={10}
              />
              <span>
                {principle ?? 'not named'}
                {says !== null && <span className={styles.muted}> {said(says)}</span>}
              </span>
              <span className={styles.muted}>{share(its, target)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className={styles.muted}>
        {mode}, <PresentAge at={checkedAt} />
      </p>
    </section>
  );
}
