import { Button } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconPlugConnectedX } from '@tabler/icons-react';
import type { ProblemView } from '../../contract/source.ts';
import { useDesk } from '../state/desk.tsx';
import type { FollowedStream } from '../state/stream.ts';
import { PanelMessage } from './panel-message.tsx';

/** For a stream that failed before it said anything: what happened, and that it is tried again. */
export function ErrorState({ problem, onRetry }: { problem: ProblemView; onRetry?: () => void }) {
  if (problem.code === 'forbidden') return <ForbiddenState problem={problem} />;
  return (
    <PanelMessage
      icon={IconAlertTriangle}
      title="This cannot be shown"
      text={problem.message}
      hint={problem.hint ?? 'It is tried again every few seconds.'}
      action={
        onRetry && (
          <Button size="xs" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    />
  );
}

/** The other side knows who we are and refuses; the problem's message names the permission. */
export function ForbiddenState({ problem }: { problem: ProblemView }) {
  return (
    <PanelMessage
      icon={IconLock}
      title="A permission is missing"
      text={problem.message}
      hint={problem.hint ?? 'Ask whoever manages access for this permission.'}
    />
  );
}

/** The line to the core was never there: there is nothing older to show. */
export function NoConnectionState() {
  const { connection } = useDesk();
  return (
    <PanelMessage
      icon={IconPlugConnectedX}
      title="The control center does not answer"
      text="Nothing has been seen yet, so there is nothing to show from before."
      hint="Check that acgs is still running. The connection is tried again by itself."
      action={
        <Button size="xs" onClick={connection.retryNow}>
          Try now
        </Button>
      }
    />
  );
}

/** The state that replaces a panel's content, or null while there is data or data on its way. */
export function blockingState(
  stream: Pick<FollowedStream<unknown>, 'data' | 'problem' | 'retry'>,
  lost: boolean,
): React.ReactNode {
  if (stream.data !== null) return null;
  if (stream.problem) return <ErrorState problem={stream.problem} onRetry={stream.retry} />;
  return lost ? <NoConnectionState /> : null;
}
