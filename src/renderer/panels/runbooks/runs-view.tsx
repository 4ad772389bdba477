import { IconPlayerPlay } from '@tabler/icons-react';
import type { RunSummary } from '../../../contract/runbooks.ts';
import { Age } from '../../marks/age.tsx';
import { useDock } from '../../runbooks/dock-state.tsx';
import { RunMark } from '../../runbooks/run-mark.tsx';
import { needsSomebody, RUN_WORDS } from '../../runbooks/words.ts';
import { useConnectionLost, useLive } from '../../state/live.tsx';
import { PanelMessage } from '../../states/panel-message.tsx';
import { blockingState } from '../../states/panel-states.tsx';
import { RowSkeleton } from '../../states/row-skeleton.tsx';
import { PlainTable } from '../../tables/index.ts';
import { ScrollRegion } from '../scroll-region.tsx';
import styles from './runbooks.module.css';

/** What needs somebody first, then what goes on, then what has ended. */
export function RunsView() {
  const { runs } = useLive();
  const lost = useConnectionLost();
  const blocked = blockingState(runs, lost);
  if (blocked) return blocked;
  if (runs.data === null) return <RowSkeleton what="the runs" />;
  if (runs.data.length === 0) {
    return (
      <PanelMessage
        icon={IconPlayerPlay}
        title="Nothing was run yet"
        text="A run is kept with every step, who did it, and what it gave."
        hint="Choose a runbook from the catalogue; press C."
      />
    );
  }
  const rank = ({ status, endedAt }: RunSummary) => (needsSomebody(status) ? 0 : endedAt === null ? 1 : 2);
  const ordered = [...runs.data].sort((a, b) => rank(a) - rank(b));
  return (
    <ScrollRegion framed label="Runs">
      <PlainTable isOld={lost}>
        <thead>
          <tr>
            <th>State</th>
            <th>Runbook</th>
            <th>Steps</th>
            <th>Started</th>
            <th>By</th>
            <th>Why</th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </tbody>
      </PlainTable>
    </ScrollRegion>
  );
}

function Row({ run }: { run: RunSummary }) {
  const { openRun } = useDock();
  const { id, status, title, done, total, startedAt, startedBy, why } = run;
  return (
    <tr data-run-row={id} data-status={status}>
      <td>
        <span className={styles.state}>
          <RunMark status={status} /> {RUN_WORDS[status]}
        </span>
      </td>
      <td className={styles.title}>
        <button type="button" className={styles.link} onClick={() => openRun(id)}>
          {title}
        </button>
      </td>
      <td className={styles.nowrap}>
        {done} of {total}
      </td>
      <td className={styles.nowrap}>
        <Age at={startedAt} suffix=" ago" />
      </td>
      <td className={styles.nowrap}>{startedBy}</td>
      <td>{why}</td>
    </tr>
  );
}
