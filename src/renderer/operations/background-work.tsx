import styles from './background-work.module.css';
import { useOperations, useTasks } from './operations.tsx';
import { isOver, type Task } from './tasks.ts';

/** What goes on while nobody looks, with the way back to it. */
export function BackgroundWork() {
  const { shown, show } = useOperations();
  const hidden = useTasks().filter((task) => shown?.kind !== 'task' || shown.id !== task.id);
  return (
    <span className={styles.work} role="status" aria-label="Background work">
      {hidden.map((task) => (
        <button
          key={task.id}
          type="button"
          className={styles.task}
          data-state={stateOf(task)}
          onClick={() => show(task.id)}
          title={task.preview.summary}
        >
          {WORDS[stateOf(task)]}: {task.preview.summary}
        </button>
      ))}
    </span>
  );
}

function stateOf(task: Task): keyof typeof WORDS {
  if (!isOver(task)) return task.state === 'unfollowed' ? 'unfollowed' : 'running';
  if (task.problem) return 'failed';
  return task.outcome?.verification.ok === true ? 'done' : 'look';
}

const WORDS = {
  running: 'Under way',
  unfollowed: 'Under way, not followed',
  done: 'Done',
  failed: 'Not done',
  look: 'Done, look at it',
} as const;
