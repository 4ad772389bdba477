import { IconArrowDown, IconArrowUp, IconCopy, IconTextWrap } from '@tabler/icons-react';
import { grouped } from '../../../format/number.ts';
import { SearchField } from '../../../tables/index.ts';
import styles from './log-toolbar.module.css';

interface LogToolbarProps {
  query: string;
  onQuery: (query: string) => void;
  /** The found line that is shown, from 0, of how many. */
  position: number | null;
  found: number;
  /** To the next found line, or the one before. */
  onStep: (by: 1 | -1) => void;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  /** False for a log that has ended. */
  canFollow: boolean;
  wrap: boolean;
  onWrap: (wrap: boolean) => void;
  /** The one that was chosen, where there are several. */
  container: string | null;
  onOtherContainer: () => void;
  previous: boolean;
  onPrevious: (previous: boolean) => void;
  copied: 'idle' | 'copied' | 'failed';
  onCopy: () => void;
}

const COPY_WORDS = { idle: 'Copy', copied: 'Copied', failed: 'Not copied' } as const;

export function LogToolbar(props: LogToolbarProps) {
  const { query, onQuery, found, position, onStep } = props;

  return (
    <div className={styles.bar}>
      <SearchField
        label="Search the log"
        value={query}
        onChange={onQuery}
        clearLabel="Clear the words"
        onEnter={({ shiftKey }) => onStep(shiftKey ? -1 : 1)}
        found={
          found === 0 ? 'none' : `${position === null ? '–' : grouped(position + 1)} of ${grouped(found)}`
        }
      />
      <div className={styles.group}>
        <button
          type="button"
          className={styles.icon}
          aria-label="The line found before"
          title="The line found before (Shift+Enter)"
          disabled={found === 0}
          onClick={() => onStep(-1)}
        >
          <IconArrowUp size={14} stroke={1.75} aria-hidden />
        </button>
        <button
          type="button"
          className={styles.icon}
          aria-label="The next line found"
          title="The next line found (Enter)"
          disabled={found === 0}
          onClick={() => onStep(1)}
        >
          <IconArrowDown size={14} stroke={1.75} aria-hidden />
        </button>
      </div>
      <div className={styles.switches}>
        {props.container !== null && (
          <button
            type="button"
            className={styles.switch}
            title="Choose another container"
            onClick={props.onOtherContainer}
          >
            {props.container}
          </button>
        )}
        <button
          type="button"
          className={styles.switch}
          aria-pressed={props.previous}
          title="The run before the last restart"
          onClick={() => props.onPrevious(!props.previous)}
        >
          Previous run
        </button>
        <button
          type="button"
          className={styles.switch}
          aria-pressed={props.wrap}
          onClick={() => props.onWrap(!props.wrap)}
        >
          <IconTextWrap size={14} stroke={1.75} aria-hidden /> Wrap
        </button>
        <button
          type="button"
          className={styles.switch}
          aria-pressed={props.follow && props.canFollow}
          disabled={!props.canFollow}
          title="Stay at the newest line (End)"
          onClick={() => props.onFollow(!props.follow)}
        >
          <IconArrowDown size={14} stroke={1.75} aria-hidden /> Follow
        </button>
        <button type="button" className={styles.switch} onClick={props.onCopy}>
          <IconCopy size={14} stroke={1.75} aria-hidden />
          <span role="status">{COPY_WORDS[props.copied]}</span>
        </button>
      </div>
    </div>
  );
}
