import { IconLockOpen } from '@tabler/icons-react';
import styles from '../people/approval-queue.module.css';
import { PeopleDialog } from '../people/people-dialog.tsx';
import { useConnectionLost } from '../state/live.tsx';
import { Notice } from '../states/notice.tsx';
import { PanelMessage } from '../states/panel-message.tsx';
import { Bone } from '../states/panel-skeleton.tsx';
import { blockingState } from '../states/panel-states.tsx';
import { CutShortCard, LockCard } from './change-cards.tsx';
import { useChanges } from './changes.tsx';

/** Who changes what just now, what holds others up, and what was cut short. */
export default function ChangesDialog() {
  return (
    <PeopleDialog dialog="changes" title="Changes under way" size={760}>
      <Lists />
    </PeopleDialog>
  );
}

function Lists() {
  const { locks, interrupted } = useChanges();
  const lost = useConnectionLost();
  const blocked = blockingState(locks, lost);
  if (blocked) return blocked;
  if (locks.data === null) {
    return (
      <div className={styles.queue} aria-busy="true">
        <span className="sr-only">Loading</span>
        <Bone width={160} height={20} />
        <Bone height={96} />
      </div>
    );
  }
  const left = locks.data.filter(({ owner }) => owner !== 'alive');
  const alive = locks.data.filter(({ owner }) => owner === 'alive');
  const cut = interrupted.data ?? [];
  return (
    <div className={styles.queue}>
      {lost && (
        <Notice kind="failed" title="The line to the control center is cut.">
          What is shown is from before; no lock can be broken until it is back.
        </Notice>
      )}
      {interrupted.problem && (
        <Notice kind="failed" title="What was cut short cannot be told.">
          {interrupted.problem.message}
        </Notice>
      )}
      {locks.data.length + cut.length === 0 && (
        <PanelMessage
          icon={IconLockOpen}
          title="Nothing is under way"
          text="While something is changed, here, in another window or from the command line, its target is locked for everybody else."
          hint="What was cut short by a crash is shown here at the next start."
        />
      )}
      {left.length > 0 && (
        <section aria-label="Without a sign of their owner">
          <h3 className={styles.heading}>Without a sign of their owner</h3>
          {left.map((lock) => (
            <LockCard key={lock.target} lock={lock} />
          ))}
        </section>
      )}
      {alive.length > 0 && (
        <section aria-label="Under way">
          <h3 className={styles.heading}>Under way</h3>
          {alive.map((lock) => (
            <LockCard key={lock.target} lock={lock} />
          ))}
        </section>
      )}
      {cut.length > 0 && (
        <section aria-label="Cut short before this start">
          <h3 className={styles.heading}>Cut short before this start</h3>
          {cut.map((change) => (
            <CutShortCard key={`${change.target} ${change.startedAt}`} change={change} />
          ))}
        </section>
      )}
    </div>
  );
}
