import { Box } from '@mantine/core';
import type { StepForesight } from '../../contract/runbooks.ts';
import { DiffView } from '../marks/diff-view.tsx';
import styles from './run-dock.module.css';

/** The exact calls, what they change, and what to mind. */
export function CallsView({ calls, diff, notes }: Pick<StepForesight, 'calls' | 'diff' | 'notes'>) {
  return (
    <>
      {notes.map((note) => (
        <p key={note} className={styles.muted}>
          {note}
        </p>
      ))}
      {diff !== null && <DiffView diff={diff} label="What would change" flows />}
      {calls.length > 0 && (
        <details>
          <summary>{calls.length === 1 ? 'The exact call' : `The ${calls.length} exact calls`}</summary>
          {calls.map(({ method, path, body }) => (
            <Box
              key={`${method} ${path}`}
              component="pre"
              className={styles.text ?? ''}
              role="group"
              aria-label={`${method} ${path}`}
              tabIndex={0}
            >
              {`${method} ${path}${body === null ? '' : `\n${body}`}`}
            </Box>
          ))}
        </details>
      )}
    </>
  );
}
