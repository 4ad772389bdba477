import { useMemo } from 'react';
import type { CourseSheet } from '../../../../contract/courses.ts';
import type { Axis } from '../../../charts/course-option.ts';
import { type Answer, useAnswer } from '../../../state/answer.ts';
import { useMoment } from '../../../state/moment.ts';
import { usePresent } from '../../../state/ticker.ts';
import { useRange } from './ranges.ts';

/** As many as there are pixels to tell them apart. */
const BUCKETS = 240;
/** Small ones beside each other have room for fewer. */
const SMALL_BUCKETS = 60;
const LEAST_REFRESH_MS = 15_000;

/** The figures of `whole`, `business`, `mlops` or a system over the time that is chosen. */
export function useCourses(subject: string, only?: readonly string[]): Answer<CourseSheet> {
  const { range } = useRange();
  const { at } = useMoment();
  const turn = useTurn(range.ms, BUCKETS);
  return useAnswer(
    (client, options) =>
      client.courses.of(
        { subject, rangeMs: range.ms, buckets: BUCKETS, at, ...(only && { only: [...only] }) },
        options,
      ),
    `${subject} ${range.value}`,
    turn,
  );
}

/** Every system's figures, small. */
export function useSystemCourses() {
  const { range } = useRange();
  const { at } = useMoment();
  const turn = useTurn(range.ms, SMALL_BUCKETS);
  return useAnswer(
    (client, options) => client.courses.systems({ rangeMs: range.ms, buckets: SMALL_BUCKETS, at }, options),
    range.value,
    turn,
  );
}

/** What all charts of a sheet share. */
export function useAxis(sheet: CourseSheet | null): Axis | null {
  return useMemo(
    () =>
      sheet && {
        from: Date.parse(sheet.from),
        to: Date.parse(sheet.to),
        bucketMs: sheet.bucketMs,
        marks: sheet.marks,
      },
    [sheet],
  );
}

/** A chart changes when a part of it is over; the past does not change: it is asked for once. */
function useTurn(rangeMs: number, parts: number): number {
  const { at } = useMoment();
  const present = usePresent();
  return at === null ? Math.floor(present / Math.max(LEAST_REFRESH_MS, rangeMs / parts)) : Date.parse(at);
}
