import { DiffView } from '../../marks/diff-view.tsx';
import styles from './entry-data.module.css';
import { type Field, fieldsOf } from './fields.ts';

/** What an entry carries, as names and values; a diff as a diff. */
export function EntryData({ data }: { data: unknown }) {
  const fields = fieldsOf(data);
  if (fields.length === 0) return null;
  return (
    <section className={styles.data}>
      <h3 className={styles.heading}>What it carries</h3>
      <dl className={styles.fields}>
        {fields.map((field) => (
          <div key={field.name} className={styles.field} data-kind={field.kind}>
            <dt>{field.name}</dt>
            <dd>
              <Value field={field} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Value({ field: { name, kind, text } }: { field: Field }) {
  if (kind === 'diff') return <DiffView diff={text} label={name} flows />;
  if (kind === 'text') return <pre className={styles.text}>{text}</pre>;
  return <>{text}</>;
}
