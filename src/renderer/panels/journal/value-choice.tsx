import { Popover } from '@mantine/core';
import { IconChevronDown, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { useAnswer } from '../../state/answer.ts';
import bar from './filter-bar.module.css';
import styles from './value-choice.module.css';

interface ValueChoiceProps {
  book: string | null;
  column: 'actor' | 'kind' | 'subject';
  /** `Who`, `Kind`, `On what`. */
  title: string;
  value: string | null;
  onChange: (value: string | null) => void;
}

const MOST_OFFERED = 30;

/** A chip that opens what occurs in a column, to choose one by typing part of it. */
export function ValueChoice(props: ValueChoiceProps) {
  const { title, value, onChange } = props;
  const [opened, setOpened] = useState(false);
  const chip = useRef<HTMLButtonElement>(null);

  const choose = (chosen: string | null) => {
    setOpened(false);
    onChange(chosen);
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
          data-set={value !== null || undefined}
          onClick={() => setOpened(!opened)}
        >
          <span className={bar.name}>{title}</span>
          {value !== null && <span className={bar.chipText}>{value}</span>}
          <IconChevronDown size={12} stroke={1.75} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.dropdown ?? ''}>
        {opened && <Choices {...props} onChoose={choose} onClose={() => setOpened(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

interface ChoicesProps extends ValueChoiceProps {
  onChoose: (value: string | null) => void;
  onClose: () => void;
}

function Choices({ book, column, title, value, onChoose, onClose }: ChoicesProps) {
  const [contains, setContains] = useState('');
  const [active, setActive] = useState(0);
  /** Enter was pressed before what was typed was answered: the first of the answer is meant. */
  const [entered, setEntered] = useState(false);
  const id = useId();
  const { data } = useAnswer(
    (client, options) => client.journal.values({ book, column, contains, limit: MOST_OFFERED }, options),
    `${column} ${contains}`,
    0,
  );
  const offered = data ?? [];
  const chosen = offered[Math.min(active, offered.length - 1)];
  const choose = useEffectEvent(onChoose);

  useEffect(() => {
    if (entered && chosen !== undefined) choose(chosen);
  }, [entered, chosen]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive(Math.min(active + 1, offered.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1));
    else if (event.key === 'Enter') setEntered(true);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
  };

  return (
    <>
      <input
        className={styles.input}
        type="text"
        role="combobox"
        aria-label={title}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen === undefined ? undefined : `${id}-${offered.indexOf(chosen)}`}
        placeholder={`${title} …`}
        value={contains}
        data-autofocus
        onChange={(event) => {
          setContains(event.currentTarget.value);
          setActive(0);
          setEntered(false);
        }}
        onKeyDown={onKeyDown}
        spellCheck={false}
        autoComplete="off"
      />
      <div className={styles.list} id={`${id}-list`} role="listbox" aria-label={title}>
        {offered.map((option, index) => (
          <button
            key={option}
            id={`${id}-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            className={styles.option}
            aria-selected={option === value}
            data-active={option === chosen || undefined}
            onClick={() => onChoose(option)}
          >
            {option}
          </button>
        ))}
      </div>
      {data !== null && offered.length === 0 && <p className={styles.none}>Nothing like that occurs.</p>}
      {value !== null && (
        <button type="button" className={styles.any} onClick={() => onChoose(null)}>
          <IconX size={14} stroke={1.75} aria-hidden /> Any
        </button>
      )}
    </>
  );
}
