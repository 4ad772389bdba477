import type { AssessmentEvidence, ComplianceHeadline } from '../../../contract/compliance.ts';
import type { Answer } from '../../state/answer.ts';
import { NotRenewed } from '../../states/not-renewed.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import { LackingPane } from './lacking-pane.tsx';
import { PartsPane } from './parts-pane.tsx';
import styles from './score-view.module.css';
import { TrendPane } from './trend-pane.tsx';

/** The score with its parts, how it was, and what it lacks. */
export function ScoreView({
  found,
  evidence,
}: {
  found: ComplianceHeadline;
  evidence: Answer<AssessmentEvidence>;
}) {
  return (
    <ScrollRegion className={styles.view} label="Score and its parts">
      <NotRenewed problem={evidence.problem} />
      <PartsPane found={found} />
      <div className={styles.panes}>
        <TrendPane parts={found.parts} />
        <LackingPane found={found} evidence={evidence.data} />
      </div>
    </ScrollRegion>
  );
}
