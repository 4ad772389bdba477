import styles from './drawer-tabs.module.css';

interface DrawerTabsProps<Tab extends string> {
  tabs: readonly { id: Tab; title: string }[];
  current: Tab;
  onChange: (tab: Tab) => void;
}

/** What of the same thing is shown in a drawer. */
export function DrawerTabs<Tab extends string>({ tabs, current, onChange }: DrawerTabsProps<Tab>) {
  return (
    <fieldset className={styles.tabs}>
      <legend className="sr-only">Shown in the drawer</legend>
      {tabs.map(({ id, title }) => (
        <button key={id} type="button" aria-pressed={id === current} onClick={() => onChange(id)}>
          {title}
        </button>
      ))}
    </fieldset>
  );
}
