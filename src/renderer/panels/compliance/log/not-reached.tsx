import { IconFileOff } from '@tabler/icons-react';
import type { ProblemView } from '../../../../contract/source.ts';
import { Notice } from '../../../states/notice.tsx';
import { PanelMessage } from '../../../states/panel-message.tsx';
import { ErrorState } from '../../../states/panel-states.tsx';
import styles from './compliance-log.module.css';

/** Why there is no log, or why what is shown of it may lack the latest lines. */
export function NotReached({ problem, isShown = false }: { problem: ProblemView; isShown?: boolean }) {
  if (isShown) {
    return (
      <Notice kind="failed" title="The latest lines may be missing.">
        {problem.message} {problem.hint}
      </Notice>
    );
  }
  return (
    <div className={styles.message}>
      {problem.code === 'not-configured' ? (
        <PanelMessage
          icon={IconFileOff}
          title="No compliance logs are named"
          text={problem.message}
          hint={problem.hint}
        />
      ) : (
        <ErrorState problem={problem} />
      )}
    </div>
  );
}
