import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useShell } from '../shell/shell-state.tsx';
import { useChanges } from './changes.tsx';
import styles from './cut-short-banner.module.css';

/** Shown until the operator knows what an earlier run began and did not live to finish. */
export function CutShortBanner() {
  const { interrupted, seen, markSeen } = useChanges();
  const { open } = useShell();
  const cut = interrupted.data ?? [];
  const [first] = cut;
  if (first === undefined || seen) return null;
  const unknown = cut.some(({ sent }) => sent);
  return (
    <section className={styles.banner} aria-label="Cut short">
      <IconPlugConnectedX size={18} stroke={1.75} aria-hidden />
      <strong>
        {cut.length === 1 ? 'A change was cut short' : `${cut.length} changes were cut short`}
        {unknown ? ', not known whether done' : ' and not done'}
      </strong>
      <span className={styles.text}>
        {first.actor}: {first.summary}
      </span>
      <Button size="compact-xs" variant="default" onClick={() => open('changes')}>
        Look
      </Button>
      <Button size="compact-xs" variant="default" onClick={markSeen}>
        I know
      </Button>
    </section>
  );
}
