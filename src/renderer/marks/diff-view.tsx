import { Box } from '@mantine/core';
import styles from './diff-view.module.css';

interface DiffViewProps {
  diff: string;
  label: string;
  /** Takes the room it needs and breaks long lines; else it scrolls in the room it has. */
  flows?: boolean;
}

/** A unified diff. A sign stands before each line that goes or comes, so that colour alone says nothing. */
export function DiffView({ diff, label, flows = false }: DiffViewProps) {
  const all = diff.split('\n');
  // They name the two sides, which whoever shows it has said.
  const heads = all.slice(0, 2).filter((line) => /^(---|\+\+\+) /.test(line)).length;
  const lines = all.slice(heads).map((text, number) => ({ text, number }));
  return (
    <Box
      className={styles.diff ?? ''}
      role="group"
      aria-label={label}
      data-diff
      data-flows={flows || undefined}
      {...(flows ? {} : { tabIndex: 0 })}
    >
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
