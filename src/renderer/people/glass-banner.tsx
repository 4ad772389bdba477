import { Button } from '@mantine/core';
import { IconHammer } from '@tabler/icons-react';
import { useShell } from '../shell/shell-state.tsx';
import styles from './glass-banner.module.css';
import { usePeople } from './people.tsx';

/** Shown until somebody else has looked at what was done without an approval. */
export function GlassBanner() {
  const { approvals } = usePeople();
  const { open } = useShell();
  const reviews = (approvals.data?.reviews ?? []).filter(({ reviewedBy }) => reviewedBy === null);
  const [first] = reviews;
  if (first === undefined) return null;
  return (
    <section className={styles.banner} aria-label="Broken glass">
      <IconHammer size={18} stroke={1.75} aria-hidden />
      <strong>
        {reviews.length === 1 ? 'The glass was broken' : `The glass was broken ${reviews.length} times`}
      </strong>
      <span className={styles.text}>
        {first.operator}: {first.summary}
      </span>
      <Button size="compact-xs" variant="default" onClick={() => open('approvals')}>
        Review
      </Button>
    </section>
  );
}
