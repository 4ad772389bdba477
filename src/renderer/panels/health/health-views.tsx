import { useDesk } from '../../state/desk.tsx';
import { ViewTabs } from '../view-tabs.tsx';
import styles from './health-views.module.css';

/** What of the health of everything is shown: the address names it where it is not the board. */
export type HealthView =
  | 'board'
  | 'over-time'
  | 'error-budget'
  | 'baselines'
  | 'bottlenecks'
  | 'business'
  | 'mlops';

const TABS: readonly { id: HealthView; title: string }[] = [
  { id: 'board', title: 'Now' },
  { id: 'over-time', title: 'Over time' },
  { id: 'error-budget', title: 'Error budget' },
  { id: 'bottlenecks', title: 'Bottlenecks' },
  { id: 'baselines', title: 'Baselines' },
  { id: 'business', title: 'Business' },
  { id: 'mlops', title: 'MLOps' },
];

/** @param item of the address: a view, or a system whose page lies over the board */
export function viewOf(item: string | null): HealthView {
  return TABS.find(({ id }) => id === item)?.id ?? 'board';
}

export function HealthTabs({
  view,
  notes,
}: {
  view: HealthView;
  notes: Partial<Record<HealthView, string>>;
}) {
  const { router } = useDesk();
  return (
    <div className={styles.tabs}>
      <ViewTabs
        tabs={TABS.map(({ id, title }) => ({ id, title, note: notes[id] ?? '' }))}
        current={view}
        onChange={(id) => router.go('health', id === 'board' ? null : id)}
        place="panel"
      />
    </div>
  );
}
