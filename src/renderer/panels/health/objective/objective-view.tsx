import { IconHourglassEmpty } from '@tabler/icons-react';
import { Age, Moment } from '../../../marks/age.tsx';
import type { Answer } from '../../../state/answer.ts';
import { useConnectionLost } from '../../../state/live.tsx';
import { NotRenewed } from '../../../states/not-renewed.tsx';
import { Notice } from '../../../states/notice.tsx';
import { PanelMessage } from '../../../states/panel-message.tsx';
import { Bone } from '../../../states/panel-skeleton.tsx';
import { ErrorState } from '../../../states/panel-states.tsx';
import { BudgetPane } from './budget-pane.tsx';
import { BurnDownPane } from './burn-down-pane.tsx';
import { BurnRates } from './burn-rates.tsx';
import styles from './objective-view.module.css';
import type { ObjectiveAnswer } from './use-objective.ts';

/** Availability as an objective: what is left of its error budget, how it was used, how fast it burns. */
export function ObjectiveView({ objective: { data, problem } }: { objective: Answer<ObjectiveAnswer> }) {
  const lost = useConnectionLost();
  if (!data) return problem ? <ErrorState problem={problem} /> : <Waiting />;
  const { found, course } = data;
  if (found.state === 'no-data') return <NothingRecorded />;
  const isOld = lost || problem !== null || found.state === 'stale';
  return (
    <div className={styles.view} data-objective={found.state}>
      <NotRenewed problem={problem} />
      {found.state === 'stale' && found.recordedTo && (
        <Notice kind="stale" title="Nothing is known of now.">
          No request is recorded since <Moment at={found.recordedTo} />,{' '}
          <Age at={found.recordedTo} suffix=" ago" />: either nobody asks, or no page of metrics is read.
        </Notice>
      )}
      <div className={styles.parts} data-greyed={isOld || undefined}>
        <BudgetPane found={found} />
        <BurnDownPane found={found} course={course} />
        <BurnRates found={found} />
      </div>
    </div>
  );
}

function Waiting() {
  return (
    <div className={styles.parts} aria-busy="true">
      <p className="sr-only" role="status">
        Waiting for the error budget
      </p>
      <Bone height={248} />
      <Bone height={248} />
      <div className={styles.whole}>
        <Bone height={196} />
      </div>
    </div>
  );
}

function NothingRecorded() {
  return (
    <PanelMessage
      icon={IconHourglassEmpty}
      title="No requests are recorded yet"
      text="How many are answered, and how many with a 5xx status, is recorded each minute while the control center runs."
      hint="It counts the services that export counters: acgs metrics targets shows which pages are read."
    />
  );
}
