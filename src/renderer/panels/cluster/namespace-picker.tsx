import { Popover } from '@mantine/core';
import { IconChevronDown, IconStack2 } from '@tabler/icons-react';
import { type KeyboardEvent, useId, useState } from 'react';
import type { Namespaces } from '../../../contract/cluster.ts';
import { isNamespaceName, MOST_NAMESPACES, namesOf, toggled } from './scope.ts';
import styles from './scope-bar.module.css';
import { useNamespaces } from './use-places.ts';

interface NamespacePickerProps {
  context: string | null;
  /** The context's own; null until it is known. */
  own: string | null;
  chosen: Namespaces;
  onChange: (namespaces: Namespaces) => void;
}

/** One namespace, several, or all; where they may not be listed, they are named by hand. */
export function NamespacePicker({ context, own, chosen, onChange }: NamespacePickerProps) {
  const [open, setOpen] = useState(false);
  const [turn, setTurn] = useState(0);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      width={300}
      trapFocus
      returnFocus
      withRoles={false}
    >
      <Popover.Target>
        <button
          type="button"
          className={styles.several}
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => {
            setOpen(!open);
            setTurn(turn + 1);
          }}
        >
          <IconStack2 size={14} stroke={1.75} aria-hidden />
          <span className="sr-only">Namespaces:</span>
          <span className={styles.name}>{buttonWords(chosen, own)}</span>
          <IconChevronDown size={14} stroke={1.75} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label="Namespaces shown" p={8}>
        <Choices context={context} own={own} chosen={chosen} onChange={onChange} turn={turn} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices(props: NamespacePickerProps & { turn: number }) {
  const { own, chosen, onChange } = props;
  const { data, problem } = useNamespaces(props.context, props.turn);
  const [text, setText] = useState('');
  const radios = useId();
  const wanted = text.trim().toLowerCase();
  const named = namesOf(chosen, own);
  const known = [...new Set([...(own === null ? [] : [own]), ...named, ...(data?.names ?? [])])];
  const shown = known.filter((name) => name.includes(wanted));
  const isNew = wanted !== '' && !known.includes(wanted) && isNamespaceName(wanted);
  const full = named.length >= MOST_NAMESPACES;
  const refusal = data?.problem ?? problem;

  const add = () => {
    onChange(toggled(chosen, wanted, own));
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    const [only] = shown;
    if (isNew && !full) add();
    else if (shown.length === 1 && only !== undefined) onChange(toggled(chosen, only, own));
  };

  return (
    <>
      <fieldset className={styles.group}>
        <legend className="sr-only">How many</legend>
        <label className={styles.choice}>
          <input type="radio" name={radios} checked={chosen === 'own'} onChange={() => onChange('own')} />
          <span>{own === null ? 'Own namespace' : `Only ${own}`}</span>
        </label>
        <label className={styles.choice}>
          <input type="radio" name={radios} checked={chosen === 'all'} onChange={() => onChange('all')} />
          <span>All namespaces</span>
        </label>
      </fieldset>
      <input
        className={styles.field}
        type="text"
        aria-label="Find or name a namespace"
        placeholder="Find or name a namespace"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        spellCheck={false}
        autoComplete="off"
      />
      <fieldset className={styles.list}>
        <legend className="sr-only">These namespaces</legend>
        {shown.map((name) => (
          <label key={name} className={styles.choice}>
            <input
              type="checkbox"
              checked={named.includes(name)}
              disabled={full && !named.includes(name)}
              onChange={() => onChange(toggled(chosen, name, own))}
            />
            <span>{name}</span>
          </label>
        ))}
        {isNew && !full && (
          <button type="button" className={styles.add} onClick={add}>
            Add “{wanted}”
          </button>
        )}
      </fieldset>
      {full && <p className={styles.note}>At most {MOST_NAMESPACES}; or choose all of them.</p>}
      {refusal && (
        <p className={styles.note}>
          {refusal.code === 'forbidden'
            ? 'You may not list the namespaces of this cluster. Name those that you may see.'
            : `The namespaces cannot be listed: ${refusal.message}`}
        </p>
      )}
      {!refusal && data !== null && shown.length === 0 && !isNew && (
        <p className={styles.note}>
          No namespace of this name. Names are lower-case letters, digits and “-”.
        </p>
      )}
    </>
  );
}

function buttonWords(chosen: Namespaces, own: string | null): string {
  if (chosen === 'all') return 'All namespaces';
  const names = namesOf(chosen, own);
  const [only] = names;
  if (only === undefined) return 'Own namespace';
  return names.length === 1 ? only : `${names.length} namespaces`;
}
