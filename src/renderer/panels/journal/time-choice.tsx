import { Popover } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import type { JournalFilter } from '../../../contract/journal.ts';
import { useNow } from '../../state/ticker.ts';
import bar from './filter-bar.module.css';
import styles from './value-choice.module.css';

const HOUR_MS = 3_600_000;
const SPANS = [
  { title: 'The last hour', ms: HOUR_MS },
  { title: 'The last 24 hours', ms: 24 * HOUR_MS },
  { title: 'The last 7 days', ms: 7 * 24 * HOUR_MS },
  { title: 'The last 30 days', ms: 30 * 24 * HOUR_MS },
] as const;

interface TimeChoiceProps {
  filter: JournalFilter;
  /** The range that is set. */
  words: ReactNode;
  onChange: (filter: JournalFilter) => void;
}

/** A chip for the time; a bar of the chart sets it as well. */
export function TimeChoice({ filter, words, onChange }: TimeChoiceProps) {
  const [opened, setOpened] = useState(false);
  const chip = useRef<HTMLButtonElement>(null);
  const now = useNow();
  const isSet = filter.since !== null || filter.until !== null;

  const choose = (since: string | null) => {
    setOpened(false);
    onChange({ ...filter, since, until: null });
    chip.current?.focus();
  };

  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      transitionProps={{ duration: 0 }}
      withinPortal
      trapFocus
    >
      <Popover.Target>
        <button
          ref={chip}
          type="button"
          className={bar.chip}
          data-set={isSet || undefined}
          onClick={() => setOpened(!opened)}
        >
          <span className={bar.name}>When</span>
          {isSet && <span className={bar.chipText}>{words}</span>}
          <IconChevronDown size={12} stroke={1.75} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.dropdown ?? ''}>
        {SPANS.map(({ title, ms }) => (
          <button
            key={title}
            type="button"
            className={styles.option}
            onClick={() => choose(new Date(now - ms).toISOString())}
          >
            {title}
          </button>
        ))}
        {isSet && (
          <button type="button" className={styles.any} onClick={() => choose(null)}>
            All of it
          </button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
