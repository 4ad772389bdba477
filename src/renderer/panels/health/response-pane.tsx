import { CourseChart } from '../../charts/course-chart.tsx';
import { useDesk } from '../../state/desk.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import { linkOf } from '../metrics/expression-link.ts';
import { Pane } from '../pane.tsx';
import { RangePicker } from './courses/range-picker.tsx';
import { useAxis, useCourses } from './courses/use-courses.ts';
import styles from './response-pane.module.css';

const ONLY = ['response-time'];
/** What is drawn, as the samples are recorded. */
const EXPRESSION = 'target{target="response-time"}';

/** Response time of whichever service is slowest. */
export function ResponsePane() {
  const { router } = useDesk();
  const { data, problem } = useCourses('whole', ONLY);
  const axis = useAxis(data);
  const course = data?.items[0];
  return (
    <Pane
      title="Response time of the slowest service"
      className={styles.pane}
      aside={
        <div className={styles.aside}>
          <button
            type="button"
            className={styles.look}
            title={`Open ${EXPRESSION} in Metrics`}
            onClick={() => router.go('metrics', linkOf(EXPRESSION))}
          >
            Look closer
          </button>
          <RangePicker />
        </div>
      }
    >
      {course && axis ? (
        <div
          className={styles.course}
          data-course={course.id}
          data-greyed={problem !== null || undefined}
          title={problem ? `This is not renewed at the moment. ${problem.message}` : undefined}
        >
          {course.missing === null ? (
            <CourseChart course={course} axis={axis} />
          ) : (
            <p className={styles.none}>Nothing was measured in this time.</p>
          )}
        </div>
      ) : problem ? (
        <p className={styles.none}>The course cannot be shown: {problem.message}</p>
      ) : (
        <div className={styles.waiting}>
          <Bone />
        </div>
      )}
    </Pane>
  );
}
