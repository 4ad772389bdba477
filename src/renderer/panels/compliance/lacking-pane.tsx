import { IconCircleCheck } from '@tabler/icons-react';
import type { AssessmentEvidence, ComplianceHeadline, ComplianceItem } from '../../../contract/compliance.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import { useDesk } from '../../state/desk.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import { Pane } from '../pane.tsx';
import styles from './lacking-pane.module.css';
import { levelOfCount } from './levels.ts';
import { itemsOf } from './use-evidence.ts';
import { said } from './words.ts';

const ORDER = { critical: 0, warning: 1, unknown: 2, good: 3 } as const;
const MOST = 40;

/** Everything that counts less than it could, the worst first. */
export function LackingPane({
  found,
  evidence,
}: {
  found: ComplianceHeadline;
  evidence: AssessmentEvidence | null;
}) {
  const { router } = useDesk();
  const short = found.parts
    .flatMap((part) =>
      (itemsOf(evidence, part.id)?.items ?? []).map((item) => ({
        part,
        item,
        level: levelOfCount(item.counts, part),
      })),
    )
    .filter(({ level }) => level !== 'good')
    .toSorted((a, b) => ORDER[a.level] - ORDER[b.level]);
  return (
    <Pane title="What it lacks" aside={short.length > 0 ? `${short.length}` : ''}>
      {evidence === null ? (
        <div className={styles.waiting}>
          <Bone height={18} />
          <Bone height={18} />
          <Bone height={18} />
        </div>
      ) : short.length === 0 ? (
        <p className={styles.nothing}>
          <IconCircleCheck size={16} stroke={1.8} aria-hidden /> Everything that was looked at is as it should
          be.
        </p>
      ) : (
        <ul className={styles.list}>
          {short.slice(0, MOST).map(({ part, item, level }) => (
            <li key={`${part.id} ${item.id}`} data-lacking={`${part.id} ${item.id}`}>
              <StateShape level={level} size={10} />
              <span>
                <button
                  type="button"
                  className={styles.name}
                  onClick={() => router.go('compliance', part.id)}
                >
                  {item.title}
                </button>
                <span className={styles.part}>{part.title}</span>
                <span className={styles.says}>{whyOf(item)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Pane>
  );
}

function whyOf({ says, counts }: ComplianceItem): string {
  return said(says ?? (counts === null ? 'nothing is known of it' : 'counts less than it could'));
}
