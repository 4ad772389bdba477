import { Box } from '@mantine/core';
import styles from './diff-view.module.css';

/** A unified diff. A sign stands before each line that goes or comes, so that colour alone says nothing. */
export function DiffView({ diff, label }: { diff: string; label: string }) {
  // The first two lines name the two sides.
  const lines = diff
    .split('\n')
    .slice(2)
    .map((text, number) => ({ text, number }));
  return (
    <Box className={styles.diff ?? ''} role="group" aria-label={label} tabIndex={0}>
      <ol className={styles.lines}>
        {lines.map(({ text, number }) => (
          <li key={number} data-kind={kindOf(text)}>
            {text === '' ? ' ' : text}
          </li>
        ))}
      </ol>
    </Box>
  );
}

function kindOf(line: string): 'added' | 'removed' | 'place' | undefined {
  if (line.startsWith('@@')) return 'place';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : undefined;
}
