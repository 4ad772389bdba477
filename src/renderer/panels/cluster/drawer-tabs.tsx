import styles from './drawer-tabs.module.css';

export type DrawerTab = 'details' | 'logs';

const TITLES: Record<DrawerTab, string> = { details: 'Details', logs: 'Logs' };
const TABS: readonly DrawerTab[] = ['details', 'logs'];

/** What is known of a row, or what it writes. */
export function DrawerTabs({
  current,
  onChange,
}: {
  current: DrawerTab;
  onChange: (tab: DrawerTab) => void;
}) {
  return (
    <fieldset className={styles.tabs}>
      <legend className="sr-only">Shown in the drawer</legend>
      {TABS.map((tab) => (
        <button key={tab} type="button" aria-pressed={tab === current} onClick={() => onChange(tab)}>
          {TITLES[tab]}
        </button>
      ))}
    </fieldset>
  );
}
