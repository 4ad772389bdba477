import { IconPlugConnectedX, IconSettings } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { useDesk } from '../../state/desk.tsx';
import { useMoment } from '../../state/moment.ts';
import { PanelMessage } from '../../states/panel-message.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import { ErrorState, ForbiddenState, NoConnectionState } from '../../states/panel-states.tsx';
import styles from './table-replacement.module.css';
import type { TableView } from './table-view.ts';

/** What stands in the place of a table that has nothing to show. */
export function TableReplacement({
  view,
  noun,
}: {
  view: Exclude<TableView, { kind: 'rows' }>;
  noun: string;
}) {
  const { connection } = useDesk();
  const past = useMoment().at !== null;
  const lost = useStore(connection.state, (state) => state.phase === 'lost');
  if (view.kind === 'waiting') return lost ? <NoConnectionState /> : <TableSkeleton noun={noun} />;
  switch (view.kind) {
    case 'failed':
      return <ErrorState problem={view.problem} />;
    case 'forbidden':
      return <ForbiddenState problem={view.problem} />;
    case 'unreachable':
      return (
        <PanelMessage
          icon={IconPlugConnectedX}
          title={past ? 'Nothing is recorded of this moment' : 'The cluster does not answer'}
          text={view.problem.message}
          hint={
            view.problem.hint ??
            (past ? 'Go to another moment, or back to live.' : 'It is tried again by itself.')
          }
        />
      );
    case 'not-configured':
      return (
        <PanelMessage
          icon={IconSettings}
          title="No cluster is configured"
          text="The profile names no cluster, so nothing is known of pods, deployments and nodes."
          hint={
            <>
              Add <code>cluster:</code> with <code>kubeconfig</code>, <code>context</code> and{' '}
              <code>namespace</code> to the profile, and start again. <code>acgs doctor</code> says what it
              finds.
            </>
          }
        />
      );
  }
}

const BONES = Array.from({ length: 14 }, (_, index) => index);

/** The filter's and the rows' places, so that nothing moves when they come. */
function TableSkeleton({ noun }: { noun: string }) {
  return (
    <div className={styles.skeleton} aria-busy="true">
      <p className="sr-only" role="status">
        Waiting for the {noun} of the cluster
      </p>
      <div className={styles.filter}>
        <Bone width={240} height={30} />
        <Bone width={96} height={26} />
        <Bone width={96} height={26} />
      </div>
      <div className={styles.rows}>
        {BONES.map((index) => (
          <div key={index} className={styles.row}>
            <Bone width={`${28 + ((index * 7) % 12)}%`} height={10} />
            <Bone width="10%" height={10} />
            <Bone width="6%" height={10} />
            <Bone width="8%" height={10} />
          </div>
        ))}
      </div>
    </div>
  );
}
