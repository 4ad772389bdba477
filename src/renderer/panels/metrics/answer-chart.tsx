import { Button } from '@mantine/core';
import { IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import type { RangeAnswer } from '../../../contract/metrics.ts';
import { extentOf } from '../../charts/columns.ts';
import type { NamedCourse } from '../../charts/named-course.ts';
import { RangeChart, type RangeChartHandle } from '../../charts/range-chart.tsx';
import { MOST_LINES } from '../../charts/range-option.ts';
import { isWhole, type TimeWindow } from '../../charts/time-window.ts';
import { readValue } from '../../charts/value-scale.ts';
import { formatExact, formatMoment, zoneName } from '../../format/time.ts';
import { useNow } from '../../state/ticker.ts';
import styles from './answer-chart.module.css';
import { coursesOf } from './courses.ts';
import { Legend } from './legend.tsx';
import { stepFor, stepText } from './ranges.ts';
import { unitOf } from './series-names.ts';

interface AnswerChartProps {
  answer: RangeAnswer;
  expression: string;
  /** Asks for a part of the time with finer steps. */
  onPart: (part: TimeWindow | null) => void;
  isPart: boolean;
}

/** Expressions over time: the lines, what each of them is, and what is left out. */
export function AnswerChart({ answer, expression, onPart, isPart }: AnswerChartProps) {
  const chart = useRef<RangeChartHandle>(null);
  const now = useNow();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [emphasised, setEmphasised] = useState<string | null>(null);
  const whole = useMemo(() => ({ from: Date.parse(answer.from), to: Date.parse(answer.to) }), [answer]);
  const [shown, setShown] = useState<TimeWindow>(whole);
  const [shownOf, setShownOf] = useState(answer);
  if (shownOf !== answer) {
    setShownOf(answer);
    setShown(whole);
  }
  const { drawn, common, total } = useMemo(() => coursesOf(answer, expression), [answer, expression]);
  const visible = useMemo(() => drawn.filter(({ id }) => !hidden.has(id)), [drawn, hidden]);
  const toggle = (id: string) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    setHidden(next);
  };
  const unit = unitOf(answer.items.length === 1 ? (answer.items[0]?.labels ?? {}) : common);
  const canBeFiner = stepFor(shown.to - shown.from) < answer.stepMs;
  const isZoomed = !isWhole(shown, whole);

  return (
    <div className={styles.answer}>
      <div className={styles.bar}>
        <span title={`${formatExact(shown.from)} to ${formatExact(shown.to)}`}>
          {formatMoment(shown.from, now)} to {formatMoment(shown.to, now)} {zoneName(new Date(shown.to))}
        </span>
        <span>a value every {stepText(answer.stepMs)}</span>
        {unit !== null && <span>in {unit}</span>}
        <div className={styles.acts}>
          {isZoomed && canBeFiner && (
            <Button size="compact-xs" variant="default" onClick={() => onPart(rounded(shown))}>
              Look closer, every {stepText(stepFor(shown.to - shown.from))}
            </Button>
          )}
          {isZoomed && (
            <Button size="compact-xs" variant="default" onClick={() => chart.current?.showWhole()}>
              All that was asked for
            </Button>
          )}
          {isPart && !isZoomed && (
            <Button size="compact-xs" variant="default" onClick={() => onPart(null)}>
              Back to the whole range
            </Button>
          )}
          <Button
            size="compact-xs"
            variant="default"
            aria-label="Zoom out"
            title="Zoom out (−)"
            disabled={!isZoomed}
            onClick={() => chart.current?.zoom(2)}
          >
            <IconZoomOut size={14} stroke={1.75} aria-hidden />
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            aria-label="Zoom in"
            title="Zoom in (+)"
            onClick={() => chart.current?.zoom(1 / 2)}
          >
            <IconZoomIn size={14} stroke={1.75} aria-hidden />
          </Button>
        </div>
      </div>
      <RangeChart
        ref={chart}
        courses={visible}
        whole={whole}
        stepMs={answer.stepMs}
        label={describe(visible, total)}
        emphasisedId={emphasised}
        onWindow={setShown}
      />
      <Legend
        courses={drawn}
        common={common}
        hidden={hidden}
        onToggle={toggle}
        onEmphasise={setEmphasised}
        leftOut={total - drawn.length}
      />
    </div>
  );
}

/** The chart in a sentence. */
function describe(courses: readonly NamedCourse[], total: number): string {
  const extent = extentOf(courses.map(({ course }) => course));
  const of = total > MOST_LINES ? ` of ${total}` : '';
  const lines = `${courses.length}${of} ${courses.length === 1 && of === '' ? 'line' : 'lines'} over time`;
  return extent === null
    ? `${lines}, without a value`
    : `${lines}, between ${readValue(extent.least)} and ${readValue(extent.most)}`;
}

/** To whole seconds: the core takes no parts of them. */
function rounded({ from, to }: TimeWindow): TimeWindow {
  return { from: Math.floor(from / 1000) * 1000, to: Math.ceil(to / 1000) * 1000 };
}
