import type { AssessmentRow, ComplianceHeadline } from '../../../contract/compliance.ts';
import { Moment, PresentAge } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { useAnswer } from '../../state/answer.ts';
import { useMoment } from '../../state/moment.ts';
import { NotRenewed } from '../../states/not-renewed.tsx';
import { ErrorState } from '../../states/panel-states.tsx';
import { TextSkeleton } from '../../states/text-skeleton.tsx';
import { PlainTable } from '../../tables/index.ts';
import { ScrollRegion } from '../scroll-region.tsx';
import { VERDICT_LEVELS } from './levels.ts';
import styles from './validations-view.module.css';
import { amount, share, VERDICT_WORDS } from './words.ts';

const MOST = 200;

/** What was found and when, the newest first; each can be gone back to. */
export function ValidationsView({ shown }: { shown: ComplianceHeadline }) {
  const { at } = useMoment();
  const { data, problem } = useAnswer(
    (client, options) => client.compliance.list({ at, limit: MOST }, options),
    `validations ${at ?? ''}`,
    Date.parse(shown.checkedAt),
  );
  if (!data) return problem ? <ErrorState problem={problem} /> : <TextSkeleton what="the validations" />;
  return (
    <div className={styles.view}>
      <NotRenewed problem={problem} />
      <ScrollRegion framed label="Validations, the newest first">
        <PlainTable>
          <thead>
            <tr>
              <th scope="col">Checked</th>
              <th scope="col">Mode</th>
              <th scope="col">Verdict</th>
              <th scope="col">Score</th>
              <th scope="col">Shown</th>
            </tr>
          </thead>
          <tbody>
            {data.map((row) => (
              <Row key={row.id} row={row} shown={shown} />
            ))}
          </tbody>
        </PlainTable>
      </ScrollRegion>
    </div>
  );
}

function Row({ row, shown }: { row: AssessmentRow; shown: ComplianceHeadline }) {
  const { goTo } = useMoment();
  const { id, checkedAt, mode, verdict, score } = row;
  return (
    <tr data-validation={id}>
      <td>
        <Moment at={checkedAt} />, <PresentAge at={checkedAt} />
      </td>
      <td>{mode}</td>
      <td>
        <StateShape level={VERDICT_LEVELS[verdict]} label={null} /> {VERDICT_WORDS[verdict]}
      </td>
      <td>{score === null ? 'unknown' : `${amount(score)}, ${share(score, shown.score.target)}`}</td>
      <td>
        {id === shown.id ? (
          'shown'
        ) : (
          <button type="button" className={styles.show} onClick={() => goTo(checkedAt)}>
            Show as it was
          </button>
        )}
      </td>
    </tr>
  );
}
