import { IconSearch, IconX } from '@tabler/icons-react';
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import styles from './search-field.module.css';

interface SearchFieldProps {
  label: string;
  /** What may be typed; the label where nothing more is to be said. */
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
  /** What the button that empties the field is called. */
  clearLabel: string;
  /** Where `/` leads; without it no key is shown. */
  input?: Ref<HTMLInputElement>;
  /** Leaves the field for the rows below. */
  onLeave?: () => void;
  onEnter?: (event: KeyboardEvent) => void;
  /** What came of the words. */
  found?: ReactNode;
  wide?: boolean;
}

/** Words that rows or lines are looked for by; Escape empties the field and then leaves it. */
export function SearchField(props: SearchFieldProps) {
  const { label, value, onChange, onLeave, onEnter } = props;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && value !== '') {
      onChange('');
      event.stopPropagation();
    } else if (event.key === 'Enter' && onEnter) {
      onEnter(event);
    } else if (onLeave && ['Enter', 'ArrowDown', 'Escape'].includes(event.key)) {
      event.preventDefault();
      onLeave();
    }
  };

  return (
    <label className={styles.field} data-wide={props.wide || undefined}>
      <IconSearch size={14} stroke={1.75} aria-hidden />
      <input
        ref={props.input}
        type="text"
        aria-label={label}
        placeholder={props.placeholder ?? label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        spellCheck={false}
        autoComplete="off"
      />
      {value === '' ? (
        props.input && (
          <kbd className={styles.key} aria-hidden>
            /
          </kbd>
        )
      ) : (
        <>
          {props.found !== undefined && (
            <span className={styles.found} role="status">
              {props.found}
            </span>
          )}
          <button
            type="button"
            className={styles.clear}
            aria-label={props.clearLabel}
            onClick={() => onChange('')}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </button>
        </>
      )}
    </label>
  );
}
