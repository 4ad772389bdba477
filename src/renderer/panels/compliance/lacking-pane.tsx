import { IconCircleCheck } from '@tabler/icons-react';
import type { AssessmentEvidence, ComplianceHeadline } from '../../../contract/compliance.ts';
import { NameButton } from '../../marks/name-button.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { useDesk } from '../../state/desk.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import { Pane } from '../pane.tsx';
import { lackingOf } from './lacking.ts';
import styles from './lacking-pane.module.css';

const MOST = 40;

/** Everything that counts less than it could, and parts of which nothing is known; the worst first. */
export function LackingPane({
  found,
  evidence,
}: {
  found: ComplianceHeadline;
  evidence: AssessmentEvidence | null;
}) {
  const { router } = useDesk();
  const lacking = lackingOf(found, evidence);
  return (
    <Pane title="What it lacks" aside={lacking.length > 0 ? `${lacking.length}` : ''}>
      {evidence === null ? (
        <div className={styles.waiting}>
          <Bone height={18} />
          <Bone height={18} />
          <Bone height={18} />
        </div>
      ) : lacking.length === 0 ? (
        <p className={styles.nothing}>
          <IconCircleCheck size={16} stroke={1.8} aria-hidden /> Everything that was looked at is as it should
          be.
        </p>
      ) : (
        <ul className={styles.list}>
          {lacking.slice(0, MOST).map(({ id, part, item, level, says }) => (
            <li key={id} data-lacking={id}>
              <StateShape level={level} size={10} />
              <span>
                <NameButton onClick={() => router.go('compliance', part.id)}>{item ?? part.title}</NameButton>
                {item !== null && <span className={styles.part}>{part.title}</span>}
                <span className={styles.says}>{says}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Pane>
  );
}
