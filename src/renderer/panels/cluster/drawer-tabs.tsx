import styles from './drawer-tabs.module.css';

/** `yaml` is a text that can be worked on. */
export type DrawerTab = 'details' | 'logs' | 'history' | 'yaml';

const TITLES: Record<DrawerTab, string> = {
  details: 'Details',
  logs: 'Logs',
  history: 'History',
  yaml: 'YAML',
};

/** What is known of a row, what it writes, or how it is written down. */
export function DrawerTabs({
  tabs,
  current,
  onChange,
}: {
  tabs: readonly DrawerTab[];
  current: DrawerTab;
  onChange: (tab: DrawerTab) => void;
}) {
  return (
    <fieldset className={styles.tabs}>
      <legend className="sr-only">Shown in the drawer</legend>
      {tabs.map((tab) => (
        <button key={tab} type="button" aria-pressed={tab === current} onClick={() => onChange(tab)}>
          {TITLES[tab]}
        </button>
      ))}
    </fieldset>
  );
}
