import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useMemo } from 'react';
import { CourseChart } from '../../charts/course-chart.tsx';
import type { Axis } from '../../charts/course-option.ts';
import { sentence } from '../../format/words.ts';
import { useAnswer } from '../../state/answer.ts';
import { useDesk } from '../../state/desk.tsx';
import { useMoment } from '../../state/moment.ts';
import { useRoute } from '../../state/route.ts';
import { usePresent } from '../../state/ticker.ts';
import { Bone } from '../../states/panel-skeleton.tsx';
import { Pane } from '../pane.tsx';
import { RANGES } from './ranges.ts';
import styles from './trend-pane.module.css';

const LEAST_REFRESH_MS = 15_000;

/** The score, or a part of it, over time against its target. Pressing a moment shows what was known then. */
export function TrendPane() {
  const { router } = useDesk();
  const { choices } = useRoute();
  const { at, goTo } = useMoment();
  const present = usePresent();
  const range = RANGES.find(({ value }) => value === choices.range) ?? RANGES[0];
  const turn =
    at === null ? Math.floor(present / Math.max(LEAST_REFRESH_MS, range.ms / range.buckets)) : Date.parse(at);
  const { data, problem } = useAnswer(
    (client, options) => client.compliance.course({ rangeMs: range.ms, buckets: range.buckets, at }, options),
    `compliance course ${range.value}`,
    turn,
  );
  const axis: Axis | null = useMemo(
    () =>
      data && {
        from: Date.parse(data.from),
        to: Date.parse(data.to),
        bucketMs: data.bucketMs,
        marks: data.marks,
      },
    [data],
  );
  const course = data?.items.find(({ id }) => id === choices.of) ?? data?.items[0] ?? null;
  return (
    <Pane
      title="Over time"
      aside={
        <div className={styles.choices}>
          <NativeSelect
            size="xs"
            w={172}
            aria-label="Figure shown over time"
            data={data?.items.map(({ id, title }) => ({ value: id, label: title })) ?? []}
            value={course?.id ?? ''}
            onChange={({ currentTarget: { value } }) => router.choose('of', value === 'score' ? null : value)}
          />
          <SegmentedControl
            transitionDuration={0}
            size="xs"
            data={RANGES.map(({ value, label }) => ({ value, label }))}
            value={range.value}
            onChange={(value) => router.choose('range', value === RANGES[0].value ? null : value)}
            aria-label="Time shown"
          />
        </div>
      }
    >
      <div className={styles.plot} data-trend={course?.id ?? ''} data-greyed={problem !== null || undefined}>
        {course === null || axis === null ? (
          problem ? (
            <p className={styles.nothing}>The trend cannot be shown: {problem.message}</p>
          ) : (
            <Bone />
          )
        ) : course.missing === null ? (
          <CourseChart
            course={course}
            axis={axis}
            onPick={(moment) => goTo(new Date(Math.min(moment, present)).toISOString())}
          />
        ) : (
          <p className={styles.nothing}>{sentence(course.missing)}</p>
        )}
      </div>
    </Pane>
  );
}
