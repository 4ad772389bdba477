import styles from './scope-switch.module.css';

interface ScopeSwitchProps {
  /** The profile's own; null until it is known. */
  namespace: string | null;
  all: boolean;
  onChange: (all: boolean) => void;
}

/** The profile's namespace, or all of them. */
export function ScopeSwitch({ namespace, all, onChange }: ScopeSwitchProps) {
  return (
    <fieldset className={styles.scope}>
      <legend className="sr-only">Namespaces shown</legend>
      <button type="button" aria-pressed={!all} onClick={() => onChange(false)}>
        {namespace ?? 'Own namespace'}
      </button>
      <button type="button" aria-pressed={all} onClick={() => onChange(true)}>
        All namespaces
      </button>
    </fieldset>
  );
}
