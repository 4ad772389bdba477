import { UnstyledButton } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { formatExact, formatMoment } from '../../format/time.ts';
import { useMoment } from '../../state/moment.ts';
import { usePresent } from '../../state/ticker.ts';
import styles from './time.module.css';

/** "Live" or the moment that is shown; opens the strip of time. */
export function TimeButton({ open, onToggle }: { open: boolean; onToggle: () => void }) {
  const { at } = useMoment();
  const now = usePresent();
  return (
    <UnstyledButton
      className={styles.button}
      aria-expanded={open}
      data-past={at !== null || undefined}
      data-time-button
      title={at === null ? 'Look at a moment in the past (T)' : formatExact(Date.parse(at))}
      onClick={onToggle}
    >
      <IconHistory size={15} stroke={1.75} aria-hidden />
      {at === null ? 'Live' : `As of ${formatMoment(Date.parse(at), now)}`}
    </UnstyledButton>
  );
}
