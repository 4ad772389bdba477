import { useComputedColorScheme } from '@mantine/core';
import {
  type KeyboardEvent,
  type PointerEvent,
  type Ref,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Bone } from '../states/panel-skeleton.tsx';
import { readChartTheme } from './chart-theme.ts';
import { extentOf } from './columns.ts';
import { CursorReading, readingAt } from './cursor-reading.tsx';
import type { NamedCourse } from './named-course.ts';
import styles from './range-chart.module.css';
import { createRangePainter } from './range-painter.ts';
import { createReducedView } from './reduced-view.ts';
import { isWhole, moved, type TimeWindow, zoomed } from './time-window.ts';
import { useEcharts } from './use-echarts.ts';
import { scaleAround } from './value-scale.ts';

export interface RangeChartHandle {
  /** Narrows (below 1) or widens what is shown, about the cursor or the middle. */
  zoom(factor: number): void;
  showWhole(): void;
}

interface RangeChartProps {
  /** Keep the array stable while nothing changes. At most `MOST_LINES`. */
  courses: readonly NamedCourse[];
  /** Keep it stable too: another one is shown as a whole. */
  whole: TimeWindow;
  stepMs: number;
  /** The chart in a sentence. */
  label: string;
  emphasisedId: string | null;
  /** Told when it has come to rest somewhere else. */
  onWindow: (window: TimeWindow) => void;
  ref?: Ref<RangeChartHandle>;
}

/** Values farther apart than this are not joined. */
const GAP_STEPS = 1.5;
const REST_MS = 150;
const WHEEL_FACTOR = 1.25;
/** The cursor goes from one end to the other in so many presses of a key. */
const KEY_STEPS = 100;

/**
 * Lines over time that can be moved and looked into: dragging and the wheel, or the arrows, plus and minus. However
 * many values there are, a frame draws what the pixels can show; see `reduceToColumns`.
 */
export function RangeChart(props: RangeChartProps) {
  const { courses, whole, stepMs, emphasisedId, onWindow } = props;
  const [shown, setShown] = useState(whole);
  const [cursor, setCursor] = useState<number | null>(null);
  const { host, chart } = useEcharts(() => painter?.show(painter.window()));
  const painter = useMemo(() => chart && createRangePainter(chart), [chart]);
  const scheme = useComputedColorScheme();
  const view = useMemo(
    () =>
      createReducedView(
        courses.map(({ course }) => course),
        GAP_STEPS * stepMs,
      ),
    [courses, stepMs],
  );
  const scale = useMemo(() => scaleAround(extentOf(courses.map(({ course }) => course))), [courses]);

  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const show = (next: TimeWindow) => {
    painter?.show(next);
    clearTimeout(rest.current);
    rest.current = setTimeout(() => {
      setShown(next);
      onWindow(next);
    }, REST_MS);
  };
  useEffect(() => () => clearTimeout(rest.current), []);

  // Another answer begins with all of it.
  const begin = useEffectEvent(() => {
    clearTimeout(rest.current);
    setShown(whole);
    setCursor(null);
  });
  const held = useRef(whole);
  useEffect(() => {
    if (held.current === whole) return;
    held.current = whole;
    begin();
  }, [whole]);

  const shownWhole = useRef<TimeWindow | null>(null);
  useEffect(() => {
    if (!painter || !host.current) return;
    painter.setView(view, shownWhole.current === whole ? painter.window() : whole);
    shownWhole.current = whole;
    const lines = courses.map(({ id, place }) => ({ id, place, isEmphasised: id === emphasisedId }));
    painter.restyle(lines, scale, readChartTheme(host.current, scheme));
  }, [painter, host, view, whole, courses, scale, scheme, emphasisedId]);
  useEffect(() => {
    if (!painter) return;
    return () => {
      painter.stop();
      shownWhole.current = null;
    };
  }, [painter]);

  const now = () => painter?.window() ?? shown;
  const limits = { whole, stepMs };
  const zoomAbout = (factor: number, about: number | null) => {
    const current = now();
    const middle = (current.from + current.to) / 2;
    const isInside = about !== null && about >= current.from && about <= current.to;
    show(zoomed(current, factor, isInside ? about : middle, limits));
  };
  useImperativeHandle(props.ref, () => ({
    zoom: (factor) => zoomAbout(factor, cursor),
    showWhole: () => show(whole),
  }));

  const wheel = useEffectEvent((event: WheelEvent) => {
    const about = painter?.timeAt(event.offsetX);
    if (about === undefined) return;
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY))
      show(moved(now(), event.deltaX * msPerPixel(), whole));
    else zoomAbout(event.deltaY > 0 ? WHEEL_FACTOR : 1 / WHEEL_FACTOR, about);
  });
  useEffect(() => {
    const element = host.current;
    if (!element || !chart) return;
    const listener = (event: WheelEvent) => wheel(event);
    // Not passive: the wheel belongs to the chart, not to the page.
    element.addEventListener('wheel', listener, { passive: false });
    return () => element.removeEventListener('wheel', listener);
  }, [chart, host]);

  const msPerPixel = () => {
    const { from, to } = now();
    const pixels = painter ? painter.pixelOf(to) - painter.pixelOf(from) : 0;
    return pixels > 0 ? (to - from) / pixels : 0;
  };
  const stepAt = (at: number) => {
    const bounded = Math.min(Math.max(at, now().from), now().to);
    return Math.min(whole.to, whole.from + Math.round((bounded - whole.from) / stepMs) * stepMs);
  };

  const drag = useRef<{ x: number; window: TimeWindow } | null>(null);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, window: now() };
    setCursor(null);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (drag.current) {
      show(moved(drag.current.window, (drag.current.x - event.clientX) * msPerPixel(), whole));
      return;
    }
    const left = event.currentTarget.getBoundingClientRect().left;
    const at = painter?.timeAt(event.clientX - left);
    if (at !== undefined) setCursor(at < now().from || at > now().to ? null : stepAt(at));
  };
  const onPointerUp = () => {
    drag.current = null;
  };

  const moveCursor = (byMs: number) => {
    const { from, to } = now();
    const next = Math.min(whole.to, Math.max(whole.from, (cursor ?? (byMs > 0 ? from : to)) + byMs));
    const landed = whole.from + Math.round((next - whole.from) / stepMs) * stepMs;
    if (landed < from) show(moved(now(), landed - from, whole));
    if (landed > to) show(moved(now(), landed - to, whole));
    setCursor(Math.min(landed, whole.to));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { from, to } = now();
    const span = to - from;
    const keyStep = Math.max(stepMs, Math.round(span / KEY_STEPS / stepMs) * stepMs);
    const acts: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => (event.shiftKey ? show(moved(now(), -span / 10, whole)) : moveCursor(-keyStep)),
      ArrowRight: () => (event.shiftKey ? show(moved(now(), span / 10, whole)) : moveCursor(keyStep)),
      PageUp: () => show(moved(now(), -span / 2, whole)),
      PageDown: () => show(moved(now(), span / 2, whole)),
      Home: () => setCursor(stepAt(from)),
      End: () => setCursor(stepAt(to)),
      '+': () => zoomAbout(1 / 2, cursor),
      '=': () => zoomAbout(1 / 2, cursor),
      '-': () => zoomAbout(2, cursor),
      '0': () => show(whole),
    };
    const isOpen = cursor !== null || !isWhole(now(), whole);
    const leave = () => {
      setCursor(null);
      show(whole);
    };
    const act = event.key === 'Escape' ? (isOpen ? leave : undefined) : acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  const reading = cursor === null ? null : readingAt(courses, cursor, stepMs);
  return (
    <div
      className={styles.chart}
      role="slider"
      tabIndex={0}
      aria-label={props.label}
      aria-orientation="horizontal"
      aria-valuemin={whole.from}
      aria-valuemax={whole.to}
      aria-valuenow={cursor ?? whole.to}
      aria-valuetext={reading?.text ?? 'no moment chosen'}
      data-range-chart
      data-window={`${Math.round(shown.from)} ${Math.round(shown.to)}`}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onPointerLeave={() => setCursor(null)}
      onDoubleClick={() => show(whole)}
      onBlur={() => setCursor(null)}
    >
      <div className={styles.surface} ref={host} />
      {!chart && (
        <div className={styles.surface}>
          <Bone />
        </div>
      )}
      {reading && painter && (
        <CursorReading
          reading={reading}
          pixel={painter.pixelOf(reading.at)}
          widthPx={host.current?.clientWidth ?? 0}
        />
      )}
    </div>
  );
}
