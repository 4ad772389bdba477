import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { IconPlayerSkipBack, IconPlayerSkipForward } from '@tabler/icons-react';
import { type ChangeEvent, useCallback, useRef, useState } from 'react';
import type { TimeMark } from '../../../contract/time.ts';
import { formatMoment } from '../../format/time.ts';
import { useMoment } from '../../state/moment.ts';
import { usePresent } from '../../state/ticker.ts';
import { DAY_MS, localFieldOf, type Span, spanAround, WIDTHS } from './scale.ts';
import { StripTrack } from './strip-track.tsx';
import styles from './time.module.css';
import { useChangeSearch, useRecordExtent, useTimeline } from './use-record.ts';

/** The strip's right end moves on this often while it is live. */
const STEP_MS = 15_000;

/** The strip of time below the top bar: drag, keys, a typed date, the changes before and after. */
export default function TimeBar({ onClose }: { onClose: () => void }) {
  const { at, goTo } = useMoment();
  const moment = at === null ? null : Date.parse(at);
  const extent = useRecordExtent();
  const [width, setWidth] = useState(String(DAY_MS));
  const [frozen, setFrozen] = useState<Span | null>(null);
  const now = Math.ceil(usePresent() / STEP_MS) * STEP_MS;
  const span = frozen ?? spanAround(moment, now, Number(width));
  const timeline = useTimeline(span);
  const move = useThrottled((ms: number | null) => goTo(ms === null ? null : new Date(ms).toISOString()));
  const changes = useChangeSearch(useCallback((mark: TimeMark) => goTo(mark.at), [goTo]));

  const firstAt = extent?.firstAt ? Date.parse(extent.firstAt) : now;
  const onField = (event: ChangeEvent<HTMLInputElement>) => {
    const ms = new Date(event.currentTarget.value).getTime();
    if (Number.isNaN(ms)) return;
    goTo(ms >= now ? null : new Date(ms).toISOString());
  };

  return (
    <section className={styles.bar} aria-label="Time" data-time-bar>
      <div className={styles.controls}>
        <ActionIcon
          variant="default"
          aria-label="Previous change"
          title="Previous change"
          onClick={() => changes.find(moment ?? now, 'before')}
        >
          <IconPlayerSkipBack size={15} stroke={1.75} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="default"
          aria-label="Next change"
          title="Next change"
          disabled={moment === null}
          onClick={() => moment !== null && changes.find(moment, 'after')}
        >
          <IconPlayerSkipForward size={15} stroke={1.75} aria-hidden />
        </ActionIcon>
        <input
          className={styles.field}
          type="datetime-local"
          step={1}
          aria-label="Date and time to show"
          value={localFieldOf(moment ?? usableNow(now))}
          max={localFieldOf(now)}
          onChange={onField}
        />
        <SegmentedControl
          transitionDuration={0}
          size="xs"
          data={[...WIDTHS]}
          value={width}
          onChange={setWidth}
          aria-label="Time the strip shows"
        />
        <output className={styles.said}>
          {changes.said ?? (extent && <Kept extent={extent} now={now} />)}
        </output>
        <Button
          size="xs"
          variant={moment === null ? 'default' : 'filled'}
          disabled={moment === null}
          onClick={() => goTo(null)}
        >
          Live
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onClose}>
          Close
        </Button>
      </div>
      <StripTrack
        span={span}
        at={moment}
        record={{ firstAt, now }}
        timeline={timeline}
        onMove={move}
        onDrag={(dragging) => setFrozen(dragging ? span : null)}
      />
    </section>
  );
}

/** How far back one can go, and why not further. */
function Kept({ extent, now }: { extent: NonNullable<ReturnType<typeof useRecordExtent>>; now: number }) {
  if (extent.firstAt === null) return <>Nothing is recorded yet.</>;
  if (extent.keptSince === null) return <>Recorded since {formatMoment(Date.parse(extent.firstAt), now)}</>;
  const why = extent.because === 'size' ? 'older was forgotten for space' : 'older was forgotten for its age';
  return (
    <>
      Kept since {formatMoment(Date.parse(extent.keptSince), now)}: {why}
    </>
  );
}

/** Live has no seconds to show in a field that stands still. */
function usableNow(now: number): number {
  return Math.floor(now / 60_000) * 60_000;
}

/** At most ten times a second, and always the last one: each moment is a question to the core. */
function useThrottled<T>(run: (value: T) => void): (value: T) => void {
  const state = useRef<{ timer: ReturnType<typeof setTimeout> | null; last: { value: T } | null }>({
    timer: null,
    last: null,
  });
  const latest = useRef(run);
  latest.current = run;
  return useCallback((value: T) => {
    const { current } = state;
    if (current.timer !== null) {
      current.last = { value };
      return;
    }
    latest.current(value);
    const wait = () => {
      current.timer = setTimeout(() => {
        current.timer = null;
        if (!current.last) return;
        const { value: due } = current.last;
        current.last = null;
        latest.current(due);
        wait();
      }, 100);
    };
    wait();
  }, []);
}
