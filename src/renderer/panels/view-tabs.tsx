import styles from './view-tabs.module.css';

interface ViewTabsProps<Tab extends string> {
  /** `note` stands small behind the title: how many, or what is odd. */
  tabs: readonly { id: Tab; title: string; note?: string }[];
  current: Tab;
  onChange: (tab: Tab) => void;
  /** Where what is chosen is shown. */
  place: 'panel' | 'drawer';
}

/** What of the same thing is shown. */
export function ViewTabs<Tab extends string>({ tabs, current, onChange, place }: ViewTabsProps<Tab>) {
  return (
    <fieldset className={styles.tabs} data-place={place}>
      <legend className="sr-only">Shown in the {place}</legend>
      {tabs.map(({ id, title, note = '' }) => (
        <button key={id} type="button" aria-pressed={id === current} onClick={() => onChange(id)}>
          {title}
          {note !== '' && <span className={styles.note}>{note}</span>}
        </button>
      ))}
    </fieldset>
  );
}
