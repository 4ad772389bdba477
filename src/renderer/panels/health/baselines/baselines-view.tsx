import { SegmentedControl } from '@mantine/core';
import { IconRuler2 } from '@tabler/icons-react';
import { useState } from 'react';
import type { BaselineComparison } from '../../../../contract/baselines.ts';
import { formatMoment } from '../../../format/time.ts';
import { useConnectionLost } from '../../../state/live.tsx';
import { NotRenewed } from '../../../states/not-renewed.tsx';
import { Notice } from '../../../states/notice.tsx';
import { PanelMessage } from '../../../states/panel-message.tsx';
import { Bone } from '../../../states/panel-skeleton.tsx';
import { ErrorState } from '../../../states/panel-states.tsx';
import { Pane } from '../../pane.tsx';
import { BaselineActs } from './baseline-acts.tsx';
import { BaselineSummary } from './baseline-summary.tsx';
import styles from './baselines-view.module.css';
import { ComparisonTable } from './comparison-table.tsx';
import { useBaselines } from './use-baselines.ts';

const HOUR_MS = 3_600_000;
const WINDOWS = [
  { value: String(HOUR_MS), label: '1 h' },
  { value: String(6 * HOUR_MS), label: '6 h' },
  { value: String(24 * HOUR_MS), label: '24 h' },
];

/** How the systems do against a performance baseline, and what can be done about the baseline. */
export function BaselinesView() {
  const [name, setName] = useState<string | null>(null);
  const [windowMs, setWindowMs] = useState(String(HOUR_MS));
  const { data, problem } = useBaselines(name, Number(windowMs));
  const lost = useConnectionLost();
  if (!data) return problem ? <ErrorState problem={problem} /> : <Waiting />;
  const { named, chosen, comparison } = data;
  if (chosen === null || comparison === null) {
    return (
      <div data-baselines="none">
        <PanelMessage
          icon={IconRuler2}
          title={chosen === null ? 'No baseline is recorded yet' : `The baseline ${chosen.name} was given up`}
          text="A baseline says how the systems do when all is well, so that a change for the worse can be told from what is usual."
          hint="It is measured from the last 24 hours of the record."
          action={<BaselineActs chosen={chosen} />}
        />
      </div>
    );
  }
  const isBlind =
    comparison.items.length > 0 && comparison.items.every(({ verdict }) => verdict === 'unknown');
  return (
    <div className={styles.view} data-baselines={comparison.verdict}>
      <NotRenewed problem={problem} />
      {isBlind && (
        <Notice kind="stale" title="Nothing of this time can be compared.">
          Too little was measured: choose a longer time, or see why nothing is recorded.
        </Notice>
      )}
      <Pane
        title={<BaselineSummary comparison={comparison} />}
        className={styles.pane}
        aside={
          <div className={styles.aside}>
            {named.length > 1 && (
              <SegmentedControl
                transitionDuration={0}
                size="xs"
                data={named.map((each) => each.name)}
                value={chosen.name}
                onChange={setName}
                aria-label="Baseline"
              />
            )}
            <SegmentedControl
              transitionDuration={0}
              size="xs"
              data={WINDOWS}
              value={windowMs}
              onChange={setWindowMs}
              aria-label="Time compared"
            />
          </div>
        }
      >
        <div className={styles.bar}>
          <Recorded comparison={comparison} />
          <BaselineActs chosen={chosen} />
        </div>
        <div className={styles.table} data-greyed={lost || problem !== null || undefined}>
          <ComparisonTable items={comparison.items} />
        </div>
      </Pane>
    </div>
  );
}

function Recorded({ comparison }: { comparison: BaselineComparison }) {
  const { revision, recordedBy, baselineFrom, baselineTo } = comparison;
  return (
    <p className={styles.recorded}>
      Revision {revision}, by {recordedBy}, measured from <Day at={baselineFrom} /> to <Day at={baselineTo} />
    </p>
  );
}

function Day({ at }: { at: string }) {
  return <time dateTime={at}>{formatMoment(Date.parse(at), 0)}</time>;
}

function Waiting() {
  return (
    <div className={styles.view} aria-busy="true">
      <p className="sr-only" role="status">
        Waiting for the baselines
      </p>
      <Bone height={72} />
      <Bone height={320} />
    </div>
  );
}
