import type { SystemDetail } from '../../../contract/health.ts';
import { STATUS_WORDS } from '../../format/words.ts';
import { Moment } from '../../marks/age.tsx';
import { useConnectionLost } from '../../state/live.tsx';
import { useMoment } from '../../state/moment.ts';
import { keyAt } from '../../state/moment-key.ts';
import { useKept, useStream } from '../../state/stream.ts';
import { Bone } from '../../states/panel-skeleton.tsx';
import { blockingState } from '../../states/panel-states.tsx';
import { SystemCourses } from './courses/system-courses.tsx';
import { SystemFacts } from './system-facts.tsx';
import { SystemFigures, SystemHistory, SystemParts, SystemPods } from './system-lists.tsx';
import styles from './system-page.module.css';

/** Everything that is known of one system, live. */
export function SystemPage({ id }: { id: string }) {
  const { at } = useMoment();
  const stream = useKept(
    useStream((client, options) => client.health.system({ id, at }, options), keyAt(id, at)),
    id,
  );
  const lost = useConnectionLost();
  const blocked = blockingState(stream, lost);
  if (blocked) return blocked;
  if (!stream.data) return <Waiting />;
  const system = stream.data;
  return (
    <div className={styles.page} data-system-page={system.id}>
      <Verdict system={system} />
      <SystemFacts system={system} />
      <SystemCourses id={system.id} />
      <SystemParts parts={system.parts} />
      <SystemPods system={system} />
      <SystemFigures figures={system.figures} />
      <SystemHistory history={system.history} />
    </div>
  );
}

function Verdict({ system }: { system: SystemDetail }) {
  return (
    <p className={styles.verdict} data-status={system.status}>
      <strong>{STATUS_WORDS[system.status]}</strong>
      {system.since && (
        <>
          {' '}
          since <Moment at={system.since} />
        </>
      )}
      {system.reason && <span className={styles.reason}>{system.reason}</span>}
    </p>
  );
}

function Waiting() {
  return (
    <div className={styles.page} aria-busy="true">
      <Bone height={48} />
      <Bone height={180} />
      <Bone height={160} />
    </div>
  );
}
