import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import styles from './copy-report.module.css';
import type { ReportCopy } from './use-copy-report.ts';

const LABELS = { idle: 'Copy report', copied: 'Copied', failed: 'Not allowed' } as const;

/** The four lines for a message or a ticket. */
export function CopyReport({ report, disabled }: { report: ReportCopy; disabled: boolean }) {
  const Picture = report.state === 'copied' ? IconCheck : IconCopy;
  return (
    <Button
      size="xs"
      variant="default"
      className={styles.button}
      disabled={disabled}
      leftSection={<Picture size={15} stroke={1.75} aria-hidden />}
      onClick={report.copy}
      title="Copy the four lines of the morning check (C)"
    >
      <span aria-live="polite">{LABELS[report.state]}</span>
    </Button>
  );
}
