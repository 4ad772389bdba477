import { Button } from '@mantine/core';
import type { Finding, HealthBoard } from '../../../contract/health.ts';
import { Moment } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { useDesk } from '../../state/desk.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import { Pane } from '../pane.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import styles from './findings.module.css';

/** What is wrong right now, worst first, each with the way to its system. */
export function Findings({ board }: { board: HealthBoard | null }) {
  const findings = board?.findings;
  return (
    <Pane
      title="Wrong right now"
      className={styles.pane}
      aside={findings && findings.length > 2 ? `${findings.length} findings, worst first` : null}
    >
      <ScrollRegion className={styles.scroller} label="Findings">
        {findings ? <List findings={findings} /> : <Bone width="60%" height={16} />}
      </ScrollRegion>
    </Pane>
  );
}

function List({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) {
    return (
      <p className={styles.nothing}>
        <StateShape level="good" label={null} size={12} /> Nothing. Every configured system says it is well.
      </p>
    );
  }
  return (
    <ul className={styles.list}>
      {findings.map((finding) => (
        <Row key={`${finding.system} ${finding.title}`} finding={finding} />
      ))}
    </ul>
  );
}

function Row({ finding }: { finding: Finding }) {
  const { router } = useDesk();
  const { system } = finding;
  return (
    <li className={styles.row} data-level={finding.level}>
      <StateShape level={finding.level} size={12} />
      <p className={styles.sentence}>
        <strong>{finding.title}:</strong> {finding.text}{' '}
        {finding.since && (
          <span className={styles.since}>
            since <Moment at={finding.since} />
          </span>
        )}
      </p>
      {system && (
        <Button size="compact-xs" variant="default" onClick={() => router.go('health', system)}>
          Look into it
        </Button>
      )}
    </li>
  );
}
