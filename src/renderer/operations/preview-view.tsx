import { Box } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import type { OperationPreview } from '../../contract/operations.ts';
import { DiffView } from '../marks/diff-view.tsx';
import styles from './preview-view.module.css';

/** What would be done: in a sentence, as a difference, and call by call. */
export function PreviewView({ preview }: { preview: OperationPreview }) {
  const { summary, notes, diff, calls, dryRun, risk } = preview;
  return (
    <>
      <p className={styles.summary}>
        {summary}
        {calls.length === 0 && ': there is nothing to do.'}
      </p>
      {risk === 'destructive' && (
        <p className={styles.note} data-risk={risk}>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          This is destructive: what it ends does not come back by itself.
        </p>
      )}
      {notes.map((note) => (
        <p key={note} className={styles.note}>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          {note}
        </p>
      ))}
      {diff !== null && (
        <div className={styles.diff}>
          <DiffView diff={diff} label="What would change" />
        </div>
      )}
      {dryRun === 'server' && calls.length > 0 && (
        <p className={styles.checked}>
          <IconShieldCheck size={16} stroke={1.75} aria-hidden />
          The API server has checked it and would accept it.
        </p>
      )}
      {calls.length > 0 && (
        <details className={styles.calls}>
          <summary>{calls.length === 1 ? 'The exact call' : `The ${calls.length} exact calls`}</summary>
          {calls.map(({ method, path, body }) => (
            <div key={`${method} ${path}`} className={styles.call}>
              <p className={styles.line}>
                <strong>{method}</strong> {path}
              </p>
              {body !== null && (
                <Box
                  component="pre"
                  className={styles.requestBody ?? ''}
                  role="group"
                  aria-label={`Body of ${method} ${path}`}
                  tabIndex={0}
                >
                  {body}
                </Box>
              )}
            </div>
          ))}
        </details>
      )}
    </>
  );
}
