import { useCallback } from 'react';
import type { JournalActivity } from '../../../contract/journal.ts';
import { activityOption, bucketAt, describeActivity } from '../../charts/activity-option.ts';
import { Chart } from '../../charts/chart.tsx';
import type { ChartTheme } from '../../charts/chart-theme.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import styles from './activity-pane.module.css';

interface ActivityPaneProps {
  activity: JournalActivity | null;
  /** Sets the range to the bar that was pressed. */
  onPick: (range: { since: string; until: string }) => void;
}

/** When things happened, to be looked at rather than read. */
export function ActivityPane({ activity, onPick }: ActivityPaneProps) {
  return (
    <section className={styles.pane} aria-label="Entries over time">
      <p className={styles.legend}>
        <span className={styles.swatch} data-what="entries" aria-hidden /> entries
        <StateShape level="warning" label={null} size={9} /> to look at
        {activity?.isComplete === false && <span>newest only</span>}
      </p>
      <div className={styles.plot}>
        {activity === null ? (
          <Bone />
        ) : activity.buckets.length === 0 ? (
          <p className={styles.nothing}>Nothing in this time.</p>
        ) : (
          <Plot activity={activity} onPick={onPick} />
        )}
      </div>
    </section>
  );
}

function Plot({ activity, onPick }: { activity: JournalActivity; onPick: ActivityPaneProps['onPick'] }) {
  const option = useCallback((theme: ChartTheme) => activityOption(activity, theme), [activity]);
  return (
    <Chart
      option={option}
      label={describeActivity(activity)}
      onPick={(x) => {
        const range = bucketAt(activity, x);
        if (range) onPick(range);
      }}
    />
  );
}
