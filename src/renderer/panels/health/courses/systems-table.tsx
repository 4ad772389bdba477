import type { SystemCourses } from '../../../../contract/courses.ts';
import { Sparkline } from '../../../charts/sparkline.tsx';
import { formatMeasure, measureText } from '../../../format/measure.ts';
import { LEVEL_WORDS } from '../../../format/words.ts';
import { StateShape } from '../../../marks/state-shape.tsx';
import { useDesk } from '../../../state/desk.tsx';
import { Bone } from '../../../states/panel-skeleton.tsx';
import { Pane } from '../../pane.tsx';
import styles from './systems-table.module.css';
import { useSystemCourses } from './use-courses.ts';

type Cell = SystemCourses['items'][number]['cells'][number];

const COLUMNS = [
  { id: 'availability', title: 'Availability' },
  { id: 'response-time', title: 'Response time' },
  { id: 'error-rate', title: 'Error rate' },
  { id: 'cpu', title: 'CPU' },
  { id: 'memory', title: 'Memory' },
];

/** Every system in a line: each figure now, and its course; the name opens the system's own page. */
export function SystemsTable() {
  const { data, problem } = useSystemCourses();
  const { router } = useDesk();
  return (
    <Pane title="Every system">
      {data ? (
        <div className={styles.scroller} data-greyed={problem !== null || undefined}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">System</th>
                {COLUMNS.map(({ id, title }) => (
                  <th key={id} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.items.map((system) => (
                <tr key={system.id} data-courses-of={system.id}>
                  <th scope="row">
                    <button
                      type="button"
                      className={styles.name}
                      onClick={() => router.go('health', system.id)}
                    >
                      {system.name}
                    </button>
                  </th>
                  {COLUMNS.map(({ id }) => (
                    <FigureCell key={id} cell={system.cells.find((cell) => cell.id === id)} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : problem ? (
        <p className={styles.none}>The figures cannot be shown: {problem.message}</p>
      ) : (
        <Bone height={480} />
      )}
    </Pane>
  );
}

function FigureCell({ cell }: { cell: Cell | undefined }) {
  if (!cell || cell.missing !== null) {
    return (
      <td className={styles.none} title={cell?.missing ?? undefined}>
        not reported
      </td>
    );
  }
  const { value, unit, level, target, points } = cell;
  return (
    <td>
      <span className={styles.cell}>
        <span className={styles.figure}>
          {level !== null && <StateShape level={level} label={LEVEL_WORDS[level]} size={9} />}
          {value === null ? (
            <span className={styles.none}>unknown</span>
          ) : (
            <span>
              {formatMeasure(value, unit, target).value}{' '}
              <span className={styles.unit}>{formatMeasure(value, unit, target).unit}</span>
            </span>
          )}
        </span>
        <span className={styles.course}>
          <Sparkline
            points={points}
            target={null}
            level={level ?? 'good'}
            describe={(point) => measureText(point, unit, target)}
          />
        </span>
      </span>
    </td>
  );
}
