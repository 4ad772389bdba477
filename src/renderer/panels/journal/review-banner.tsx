import { Button } from '@mantine/core';
import { IconFileSearch } from '@tabler/icons-react';
import { formatBytes, grouped } from '../../format/number.ts';
import { Moment } from '../../marks/age.tsx';
import styles from './review-banner.module.css';
import type { Review } from './use-review.ts';

/** Says that what is shown is from elsewhere, for as long as it is. */
export function ReviewBanner({
  review,
  onClose,
}: {
  review: Exclude<Review, { phase: 'none' }>;
  onClose: () => void;
}) {
  return (
    <div className={styles.banner} role="status" data-review={review.phase}>
      <IconFileSearch size={18} stroke={1.75} aria-hidden />
      <p className={styles.words}>
        <Words review={review} />
      </p>
      <Button size="compact-xs" variant="default" onClick={onClose}>
        {review.phase === 'open' && review.found.book !== null ? 'Back to this journal' : 'Close'}
      </Button>
    </div>
  );
}

function Words({ review }: { review: Exclude<Review, { phase: 'none' }> }) {
  const { name } = review;
  switch (review.phase) {
    case 'sending':
      return (
        <>
          Taking in {name}: {formatBytes(review.sent)} of {formatBytes(review.sizeBytes)}
        </>
      );
    case 'verifying':
      return <>Verifying every entry of {name}</>;
    case 'failed':
      return (
        <>
          <strong>{name} cannot be opened.</strong> {review.problem.message} {review.problem.hint}
        </>
      );
    case 'open': {
      const { book, origin, exportedAt, from, to, verification } = review.found;
      if (book === null) {
        return (
          <>
            <strong>{name} is broken; nothing of it is shown.</strong>{' '}
            {verification.problems.slice(0, 3).join(' ')}
          </>
        );
      }
      return (
        <>
          <strong>Imported from {name}, not this control center’s journal.</strong> Entries {grouped(from)} to{' '}
          {grouped(to - 1)} of {origin}
          {exportedAt !== null && (
            <>
              , exported <Moment at={exportedAt} />
            </>
          )}
          . The file is whole and signed with its own keys; compare them with those that you know.
        </>
      );
    }
  }
}
