import type { ComplianceHeadline, CompliancePart } from '../../../contract/compliance.ts';
import { formatPercent } from '../../format/number.ts';
import { Age, PresentAge } from '../../marks/age.tsx';
import { NameButton } from '../../marks/name-button.tsx';
import { ShareBar } from '../../marks/share-bar.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { useDesk } from '../../state/desk.tsx';
import { Pane } from '../pane.tsx';
import { PART_LEVELS, VERDICT_LEVELS } from './levels.ts';
import styles from './parts-pane.module.css';
import { amount, fraction, share, targetWords, VERDICT_WORDS } from './words.ts';

/** The score as a fraction, and the five parts that make it; each opens what it rests on. */
export function PartsPane({ found }: { found: ComplianceHeadline }) {
  const { verdict, score, parts, since, checkedAt } = found;
  return (
    <Pane
      title="Score"
      className={styles.pane}
      aside={
        <>
          Acts and samples since <PresentAge at={since} /> count; checked <PresentAge at={checkedAt} />
        </>
      }
    >
      <div className={styles.parts}>
        <div className={styles.score} data-score={score.value ?? 'unknown'}>
          <span className={styles.figure}>
            {score.value === null ? 'unknown' : amount(score.value, 4)}
            {score.value !== null && <span className={styles.whole}>of 1</span>}
          </span>
          <span className={styles.percent}>
            {score.value === null
              ? 'Nothing is known of any part'
              : score.value === score.atMost
                ? share(score.value, score.target)
                : `at least ${share(score.value, score.target)}, at most ${share(score.atMost, score.target)}`}
          </span>
          <span className={styles.target}>target above {formatPercent(score.target, 2).value} %</span>
          <span className={styles.verdict} data-level={VERDICT_LEVELS[verdict]}>
            <StateShape level={VERDICT_LEVELS[verdict]} label={null} size={13} /> {VERDICT_WORDS[verdict]}
          </span>
        </div>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">State</th>
              <th scope="col" className={styles.number}>
                Fraction
              </th>
              <th scope="col" className={styles.number}>
                At least
              </th>
              <th scope="col" className={styles.number}>
                At most
              </th>
              <th scope="col">Target</th>
              <th scope="col" className={styles.number}>
                Weight
              </th>
              <th scope="col">Seen</th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <PartRow key={part.id} part={part} />
            ))}
          </tbody>
        </table>
      </div>
    </Pane>
  );
}

function PartRow({ part }: { part: CompliancePart }) {
  const { router } = useDesk();
  const { id, title, state, value, atMost, target, weight, observedAt, problem } = part;
  return (
    <tr data-part={id} data-state={state}>
      <th scope="row">
        <NameButton onClick={() => router.go('compliance', id)}>{title}</NameButton>
      </th>
      <td className={styles.state}>
        <StateShape level={PART_LEVELS[state]} label={null} /> {state}
      </td>
      <td className={styles.number}>{part.denominator === 0 ? '' : fraction(part)}</td>
      <td className={styles.number}>
        <strong>{share(value, target)}</strong>
      </td>
      <td className={styles.number}>{share(atMost, target)}</td>
      <td className={styles.target}>
        {targetWords(part)}
        <span className={styles.bar}>
          <ShareBar share={value ?? 0} level={PART_LEVELS[state]} />
        </span>
      </td>
      <td className={styles.number}>{weight.toFixed(2)}</td>
      <td className={styles.seen} title={problem ?? undefined}>
        {observedAt === null ? (problem ?? 'never') : <Age at={observedAt} suffix=" ago" />}
      </td>
    </tr>
  );
}
