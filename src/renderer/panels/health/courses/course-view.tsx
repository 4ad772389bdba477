import { CourseGrid } from './course-grid.tsx';
import styles from './course-view.module.css';
import { RangePicker } from './range-picker.tsx';
import { SystemsTable } from './systems-table.tsx';

/** Figures of the production over time; of the whole, with every system below. */
export function CourseView({ subject }: { subject: 'whole' | 'business' | 'mlops' }) {
  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <p>{ABOUT[subject]}</p>
        <RangePicker />
      </div>
      <CourseGrid key={subject} subject={subject} tiles={subject === 'business' ? 4 : 6} />
      {subject === 'whole' && <SystemsTable />}
    </div>
  );
}

const ABOUT = {
  whole: 'How production serves, against the limits of the profile. Grey: nothing is known of that time.',
  business: 'What production is worth. Grey: nothing is known of that time.',
  mlops: 'How models are made and delivered. Grey: nothing is known of that time.',
};
