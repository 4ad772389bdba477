import { Box, Progress } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { formatClock } from '../format/time.ts';
import { progressIn } from './operation-words.ts';
import styles from './progress-view.module.css';
import type { Task } from './tasks.ts';

/** What was said while it was done, with its times, and how far it is. */
export function ProgressView({ task }: { task: Task }) {
  const { lines, outcome } = task;
  const last = lines.at(-1)?.line;
  const progress = outcome?.verification.ok ? null : progressIn(last ?? '');
  const end = useRef<HTMLLIElement>(null);
  const count = lines.length;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: 'nearest' });
  }, [count]);

  return (
    <div className={styles.progress}>
      {progress && (
        <div className={styles.bar}>
          <Progress
            value={(100 * progress.done) / progress.all}
            size={6}
            className={styles.track ?? ''}
            aria-label="How far it is"
            transitionDuration={0}
          />
          <span>
            {progress.done} of {progress.all}
          </span>
        </div>
      )}
      {lines.length === 0 && !outcome && (
        <p className={styles.waiting} role="status">
          Sent. Waiting for the cluster.
        </p>
      )}
      {lines.length > 0 && (
        <Box className={styles.lines ?? ''} role="log" aria-label="Progress" tabIndex={0}>
          <ol>
            {lines.map(({ at, line }, index) => (
              <li key={`${at} ${line}`} ref={index === lines.length - 1 ? end : null}>
                <time dateTime={at}>{formatClock(Date.parse(at))}</time>
                <span>{line}</span>
              </li>
            ))}
          </ol>
        </Box>
      )}
    </div>
  );
}
