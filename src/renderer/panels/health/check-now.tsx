import { Button } from '@mantine/core';
import { IconRefresh, IconX } from '@tabler/icons-react';
import styles from './check-now.module.css';
import type { Check } from './use-check.ts';

/** Looks at everything now; while it runs, says how far it is and stops on a second press. */
export function CheckNow({
  check,
  disabled,
  why,
}: {
  check: Check;
  disabled: boolean;
  /** Why nothing can be done at all. */
  why: string | null;
}) {
  const Picture = check.running ? IconX : IconRefresh;
  return (
    <>
      <span className={styles.failure} role="status">
        {check.failure}
      </span>
      <Button
        size="xs"
        className={styles.button}
        disabled={disabled}
        leftSection={<Picture size={15} stroke={2} aria-hidden />}
        onClick={check.running ? check.stop : check.start}
        title={why ?? (check.running ? 'Stop waiting for the answers' : 'Look at every system now (R)')}
      >
        {check.running ? progressOf(check) : 'Check now'}
      </Button>
    </>
  );
}

function progressOf(check: Check): string {
  return check.answered > 0 ? `${check.answered} of ${check.total}` : 'Checking';
}
