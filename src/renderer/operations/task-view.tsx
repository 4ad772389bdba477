import { Button } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import type { OperationOutcome } from '../../contract/operations.ts';
import { Moment } from '../marks/age.tsx';
import { useDesk } from '../state/desk.tsx';
import styles from './operation-dialog.module.css';
import { useOperations } from './operations.tsx';
import { ProgressView } from './progress-view.tsx';
import { isOver, type Task } from './tasks.ts';
import { Trouble } from './trouble.tsx';

/** One that was begun: how it goes, and what became of it. */
export function TaskView({ task, onLeave }: { task: Task; onLeave: () => void }) {
  const { ask, tasks } = useOperations();
  if (task.problem) {
    return (
      <Trouble
        problem={task.problem}
        onLook={() => {
          tasks.dismiss(task.id);
          ask(task.request);
        }}
        onLeave={onLeave}
      />
    );
  }
  return (
    <div className={styles.parts}>
      {task.outcome ? (
        <Verdict outcome={task.outcome} />
      ) : (
        <p className={styles.summary}>{task.preview.summary}</p>
      )}
      <ProgressView task={task} />
      {task.outcome ? (
        <Ended outcome={task.outcome} onLeave={onLeave} />
      ) : (
        <Footer
          aside={
            task.state === 'unfollowed'
              ? 'The connection to the control center is cut. It goes on there, and is followed again by itself.'
              : 'It goes on when you close this; the status bar leads back here.'
          }
        >
          <FocusedButton onClick={onLeave}>Go on in the background</FocusedButton>
        </Footer>
      )}
    </div>
  );

  function Ended({ outcome, onLeave }: { outcome: OperationOutcome; onLeave: () => void }) {
    const { router } = useDesk();
    const { inverse, journal } = outcome;
    const openJournal = () => {
      if (!journal) return;
      onLeave();
      router.go('journal', String(journal.result));
    };
    return (
      <Footer
        aside={
          journal && (
            <button type="button" className={styles.link} onClick={openJournal}>
              Entry {journal.result} of the journal
            </button>
          )
        }
      >
        {inverse && isOver(task) && (
          <Button
            variant="default"
            onClick={() => {
              tasks.dismiss(task.id);
              ask(inverse.request);
            }}
          >
            {inverse.title}
          </Button>
        )}
        <FocusedButton onClick={onLeave}>Done</FocusedButton>
      </Footer>
    );
  }
}

function Footer({ aside, children }: { aside: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.footer}>
      <p className={styles.aside}>{aside}</p>
      {children}
    </div>
  );
}

/** The one obvious next step: it has the focus as soon as it is there. */
function FocusedButton({ children, onClick }: { children: string; onClick: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <Button ref={button} onClick={onClick}>
      {children}
    </Button>
  );
}

function Verdict({ outcome }: { outcome: OperationOutcome }) {
  const { ok, words } = outcome.verification;
  const { level, title, icon: Picture } = VERDICTS[ok === null ? 'unseen' : ok ? 'seen' : 'missed'];
  return (
    <div className={styles.verdict} data-level={level} role="status">
      <Picture size={22} stroke={1.75} aria-hidden />
      <div>
        <h3>{title}</h3>
        <p>{outcome.summary}</p>
        <p className={styles.aside}>
          {words}, <Moment at={outcome.endedAt} />
        </p>
      </div>
    </div>
  );
}

const VERDICTS = {
  seen: { level: 'good', title: 'Done, and seen to be so', icon: IconCircleCheck },
  missed: { level: 'critical', title: 'Done, but it did not come about', icon: IconCircleX },
  unseen: { level: 'unknown', title: 'Done, but its effect was not seen', icon: IconHelpCircle },
} as const;
