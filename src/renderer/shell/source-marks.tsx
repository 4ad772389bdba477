import type { SourceState } from '../../contract/source.ts';
import { levelOfSource, SOURCE_WORDS } from '../format/words.ts';
import { Age } from '../marks/age.tsx';
import { StateShape } from '../marks/state-shape.tsx';
import { useConnectionLost, useLive } from '../state/live.tsx';
import { Bone } from '../states/panel-skeleton.tsx';
import styles from './source-marks.module.css';

/** How each source of observations is doing, and how old its last word is. */
export function SourceMarks() {
  const { shell } = useLive();
  if (!shell.data) return <Bone width={320} height={28} />;
  return (
    <ul className={styles.sources} aria-label="Sources">
      {shell.data.sources.map((source) => (
        <SourceMark key={source.id} source={source} />
      ))}
    </ul>
  );
}

function SourceMark({ source }: { source: SourceState }) {
  const lost = useConnectionLost();
  const why = source.problem
    ? [source.problem.message, source.problem.hint].filter(Boolean).join('\n')
    : undefined;
  return (
    <li
      className={styles.source}
      data-source={source.id}
      data-state={lost ? 'unknown' : source.state}
      title={why}
    >
      <StateShape level={lost ? 'unknown' : levelOfSource(source.state)} label={null} />
      <span className={styles.name}>{source.name}</span>
      <span className={styles.state}>
        {lost ? 'unknown' : SOURCE_WORDS[source.state]}{' '}
        <Age at={source.state === 'not-configured' ? null : source.observedAt} />
      </span>
    </li>
  );
}
