import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { KeyboardEvent, Ref } from 'react';
import { grouped } from '../format/number.ts';
import { StateShape } from '../marks/state-shape.tsx';
import type { StateCount, TableFilter } from './filter.ts';
import styles from './table-filter.module.css';

interface TableFilterBarProps {
  /** What is filtered, as in `Filter pods`. */
  noun: string;
  filter: TableFilter;
  onChange: (filter: TableFilter) => void;
  counts: readonly StateCount[];
  /** What a chip says for its state. */
  wordOf: (state: string) => string;
  input: Ref<HTMLInputElement>;
  /** Leaves the field for the table's rows. */
  onLeave: () => void;
}

/** The text field and a chip for every state there is, worst first. */
export function TableFilterBar(props: TableFilterBarProps) {
  const { noun, filter, onChange, counts } = props;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && filter.text !== '') {
      onChange({ ...filter, text: '' });
      event.stopPropagation();
    } else if (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'Escape') {
      event.preventDefault();
      props.onLeave();
    }
  };

  return (
    <div className={styles.bar}>
      <TextInput
        ref={props.input}
        className={styles.field ?? ''}
        size="xs"
        aria-label={`Filter ${noun}`}
        placeholder={`Filter ${noun}`}
        leftSection={<IconSearch size={14} stroke={1.75} aria-hidden />}
        rightSection={
          filter.text === '' ? (
            <kbd className={styles.key} aria-hidden>
              /
            </kbd>
          ) : (
            <CloseButton
              size="xs"
              aria-label="Clear the filter text"
              onClick={() => onChange({ ...filter, text: '' })}
            />
          )
        }
        value={filter.text}
        onChange={(event) => onChange({ ...filter, text: event.currentTarget.value })}
        onKeyDown={onKeyDown}
        spellCheck={false}
        autoComplete="off"
      />
      <fieldset className={styles.chips}>
        <legend className="sr-only">Show only {noun} in these states</legend>
        {counts.map(({ state, level, count }) => (
          <button
            key={state}
            type="button"
            className={styles.chip}
            data-level={level}
            aria-pressed={filter.states.has(state)}
            onClick={() => onChange({ ...filter, states: toggled(filter.states, state) })}
          >
            <StateShape level={level} label={null} size={9} />
            {props.wordOf(state)}
            <span className={styles.count}>{grouped(count)}</span>
          </button>
        ))}
      </fieldset>
    </div>
  );
}

function toggled(states: ReadonlySet<string>, state: string): ReadonlySet<string> {
  const next = new Set(states);
  if (!next.delete(state)) next.add(state);
  return next;
}
