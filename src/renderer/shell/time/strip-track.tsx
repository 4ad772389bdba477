import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import type { Timeline } from '../../../contract/time.ts';
import { formatClock, formatExact, formatMoment } from '../../format/time.ts';
import { keyMoves, momentAt, placeOf, type Span, ticksOf } from './scale.ts';
import styles from './time.module.css';

interface StripTrackProps {
  span: Span;
  /** The moment that is shown; null is live. */
  at: number | null;
  record: { firstAt: number; now: number };
  timeline: Timeline | null;
  onMove: (at: number | null) => void;
  /** While it is dragged the strip must stand still. */
  onDrag: (dragging: boolean) => void;
}

const MOST_TICKS = 8;

/** The strip itself: what happened and when nobody looked, and the place of the moment on it. */
export function StripTrack({ span, at, record, timeline, onMove, onDrag }: StripTrackProps) {
  const track = useRef<HTMLDivElement>(null);
  const dragging = useRef(false);

  const moveTo = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (!box) return;
    const ms = momentAt((event.clientX - box.left) / box.width, span);
    onMove(ms >= record.now ? null : ms);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = keyMoves({ key: event.key, shift: event.shiftKey }, at, record);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(next);
  };

  const shown = at ?? record.now;
  return (
    <div
      ref={track}
      className={styles.track}
      role="slider"
      tabIndex={0}
      aria-label="Moment that is shown"
      aria-valuemin={Math.floor(record.firstAt / 1000)}
      aria-valuemax={Math.ceil(record.now / 1000)}
      aria-valuenow={Math.round(shown / 1000)}
      aria-valuetext={at === null ? 'Live' : formatExact(at)}
      data-time-track
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        dragging.current = true;
        onDrag(true);
        moveTo(event);
      }}
      onPointerMove={(event) => dragging.current && moveTo(event)}
      onPointerUp={() => {
        dragging.current = false;
        onDrag(false);
      }}
      onPointerCancel={() => {
        dragging.current = false;
        onDrag(false);
      }}
    >
      <Ticks span={span} now={record.now} />
      {record.firstAt > span.from && (
        <span
          className={styles.before}
          style={{ '--to': placeOf(record.firstAt, span) }}
          title="Before the record"
        />
      )}
      {timeline?.gaps.map((gap) => (
        <span
          key={gap.from}
          className={styles.gap}
          style={{ '--from': placeOf(Date.parse(gap.from), span), '--to': placeOf(Date.parse(gap.to), span) }}
          title={`Nobody looked from ${formatExact(Date.parse(gap.from))} to ${formatExact(Date.parse(gap.to))}`}
        />
      ))}
      {timeline?.marks.map((mark) => (
        <span
          key={`${mark.at} ${mark.text}`}
          className={styles.mark}
          data-level={mark.level}
          style={{ '--at': placeOf(Date.parse(mark.at), span) }}
          title={`${formatClock(Date.parse(mark.at))} ${mark.text}`}
        />
      ))}
      <span
        className={styles.thumb}
        data-live={at === null || undefined}
        style={{ '--at': placeOf(shown, span) }}
      />
    </div>
  );
}

function Ticks({ span, now }: { span: Span; now: number }) {
  return ticksOf(span, MOST_TICKS).map((tick) => (
    <span key={tick} className={styles.tick} style={{ '--at': placeOf(tick, span) }}>
      {labelOf(tick, now)}
    </span>
  ));
}

/** A time of day today, the day with it before. */
function labelOf(tick: number, now: number): string {
  const text = formatMoment(tick, now);
  return text.replace(/(\d\d:\d\d):\d\d$/, '$1');
}
