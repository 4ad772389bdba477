import { Button } from '@mantine/core';
import type { Finding, HealthBoard } from '../../../contract/health.ts';
import { Moment } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { useDesk } from '../../state/desk.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import { Pane } from '../pane.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import { Evidence } from './evidence.tsx';
import styles from './findings.module.css';

/** What is wrong right now, worst first, each with the way to its system. */
export function Findings({ board }: { board: HealthBoard | null }) {
  const findings = board?.findings ?? [];
  return (
    <Pane
      title="What is wrong now"
      className={styles.pane}
      aside={findings.length > 2 && `${findings.length} findings, worst first`}
    >
      <ScrollRegion className={styles.scroller} label="Findings">
        {board ? <Content board={board} /> : <Waiting />}
      </ScrollRegion>
    </Pane>
  );
}

function Content({ board }: { board: HealthBoard }) {
  if (board.findings.length > 0) {
    return (
      <ul className={styles.list}>
        {board.findings.map((finding) => (
          <Row key={`${finding.system} ${finding.title}`} finding={finding} />
        ))}
      </ul>
    );
  }
  if (board.verdict === 'pass') return <Evidence board={board} />;
  return (
    <p className={styles.nothing}>
      Nothing has been found, but not everything is known: see the lines at the left.
    </p>
  );
}

function Waiting() {
  return (
    <div className={styles.list}>
      <Bone height={28} />
      <Bone height={28} />
      <Bone height={28} />
    </div>
  );
}

function Row({ finding }: { finding: Finding }) {
  const { router } = useDesk();
  const { system } = finding;
  return (
    <li className={styles.row} data-level={finding.level}>
      <StateShape level={finding.level} size={12} />
      <p className={styles.sentence}>
        <strong>{finding.title}:</strong> {finding.text}
      </p>
      <span className={styles.since}>
        {finding.since && (
          <>
            since <Moment at={finding.since} />
          </>
        )}
      </span>
      {system && (
        <Button size="compact-xs" variant="default" onClick={() => router.go('health', system)}>
          Look into it
        </Button>
      )}
    </li>
  );
}
