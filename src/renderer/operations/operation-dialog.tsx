import { Modal } from '@mantine/core';
import { useLive } from '../state/live.tsx';
import { AskView } from './ask-view.tsx';
import styles from './operation-dialog.module.css';
import { useOperations, useTasks } from './operations.tsx';
import { TaskView } from './task-view.tsx';
import { isOver } from './tasks.ts';

/**
 * What would be done, is being done or was done. Closing it never stops anything: what was begun goes
 * on, and the status bar leads back to it.
 */
export default function OperationDialog() {
  const { shown, close, tasks } = useOperations();
  const profile = useLive().shell.data?.profile;
  const task = useTasks().find((each) => shown?.kind === 'task' && each.id === shown.id) ?? null;
  const request = shown?.kind === 'request' ? shown.request : null;

  const leave = () => {
    if (task && isOver(task)) tasks.dismiss(task.id);
    close();
  };

  return (
    <Modal.Root
      opened={task !== null || request !== null}
      onClose={leave}
      size={680}
      transitionProps={{ duration: 0 }}
      lockScroll={false}
    >
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content className={styles.content ?? ''} data-operation={task?.state ?? 'asking'}>
        <div className={styles.header} data-environment={profile?.environment}>
          <Modal.Title className={styles.title ?? ''}>
            {titleOf(request?.kind ?? task?.request.kind ?? '')}
          </Modal.Title>
          {profile && (
            <span className={styles.environment}>
              {profile.name} · {profile.environment}
            </span>
          )}
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body className={styles.body ?? ''}>
          {request && <AskView key={JSON.stringify(request)} request={request} onLeave={leave} />}
          {task && <TaskView task={task} onLeave={leave} />}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

const TITLES: Record<string, string> = {
  'cluster.restart': 'Restart a deployment',
  'cluster.scale': 'Scale a deployment',
  'cluster.undo': 'Undo to an earlier revision',
  'cluster.configmap.apply': 'Apply a config map',
  'rollout.set': 'Set the share of traffic',
  'baselines.record': 'Measure a performance baseline',
  'baselines.adopt': 'Update a performance baseline',
  'compliance.assign': 'Assign a violation',
  'compliance.investigate': 'Investigate a violation',
  'compliance.fixed': 'Say that a violation is fixed',
};

function titleOf(kind: string): string {
  return TITLES[kind] ?? 'Change the system';
}
