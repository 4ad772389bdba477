import type { Ref } from 'react';
import { grouped } from '../format/number.ts';
import { StateShape } from '../marks/state-shape.tsx';
import type { StateCount, TableFilter } from './filter.ts';
import { SearchField } from './search-field.tsx';
import styles from './table-filter.module.css';

interface TableFilterBarProps {
  /** What is filtered, as in `Filter pods`. */
  noun: string;
  filter: TableFilter;
  onChange: (filter: TableFilter) => void;
  counts: readonly StateCount[];
  /** Rows that the filter lets through, of how many. */
  shown: number;
  total: number;
  /** The counts are from before. */
  dimmed?: boolean;
  input: Ref<HTMLInputElement>;
  /** Leaves the field for the table's rows. */
  onLeave: () => void;
}

/** The text field and a chip for every state there is, worst first. */
export function TableFilterBar(props: TableFilterBarProps) {
  const { noun, filter, onChange, counts } = props;

  return (
    <div className={styles.bar}>
      <SearchField
        label={`Filter ${noun}`}
        value={filter.text}
        onChange={(text) => onChange({ ...filter, text })}
        clearLabel="Clear the filter text"
        input={props.input}
        onLeave={props.onLeave}
      />
      <fieldset className={styles.chips} data-dimmed={props.dimmed || undefined}>
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
            {state}
            <span className={styles.count}>{grouped(count)}</span>
          </button>
        ))}
      </fieldset>
      <p className={styles.result} role="status">
        {props.shown < props.total && `${grouped(props.shown)} of ${grouped(props.total)} shown`}
      </p>
    </div>
  );
}

function toggled(states: ReadonlySet<string>, state: string): ReadonlySet<string> {
  const next = new Set(states);
  if (!next.delete(state)) next.add(state);
  return next;
}
