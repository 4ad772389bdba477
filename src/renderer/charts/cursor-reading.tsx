import { formatLocal } from '../format/time.ts';
import { nearest } from './columns.ts';
import type { NamedCourse } from './named-course.ts';
import styles from './range-chart.module.css';
import { Swatch } from './swatch.tsx';
import { readValue } from './value-scale.ts';

/** What the lines are at a moment, the greatest first. */
export interface Reading {
  at: number;
  lines: { id: string; name: string; place: number; value: number }[];
  /** Lines without a value there. */
  missing: number;
  text: string;
}

const MOST_SHOWN = 10;

export function readingAt(courses: readonly NamedCourse[], at: number, stepMs: number): Reading {
  const lines = courses.flatMap(({ id, name, place, course }) => {
    const index = nearest(course, at, stepMs / 2);
    const value = course.values[index] ?? Number.NaN;
    return Number.isFinite(value) ? [{ id, name, place, value }] : [];
  });
  lines.sort((one, other) => other.value - one.value);
  const values = lines.slice(0, MOST_SHOWN).map(({ name, value }) => `${name} ${readValue(value)}`);
  const text = `${formatLocal(at)}: ${values.length === 0 ? 'nothing measured' : values.join('; ')}`;
  return { at, lines, missing: courses.length - lines.length, text };
}

/** The line through a moment, and beside it what is there. */
export function CursorReading({
  reading,
  pixel,
  widthPx,
}: {
  reading: Reading;
  pixel: number;
  widthPx: number;
}) {
  const { lines, missing } = reading;
  const side = pixel > widthPx / 2 ? { right: widthPx - pixel + 12 } : { left: pixel + 12 };
  return (
    <>
      <span className={styles.cursor} style={{ left: pixel }} />
      <div className={styles.reading} style={side} data-reading>
        <p className={styles.time}>{formatLocal(reading.at)}</p>
        {lines.slice(0, MOST_SHOWN).map(({ id, name, place, value }) => (
          <p key={id} className={styles.line}>
            <Swatch place={place} />
            <span className={styles.name}>{name}</span>
            <strong>{readValue(value)}</strong>
          </p>
        ))}
        {lines.length > MOST_SHOWN && (
          <p className={styles.more}>and {lines.length - MOST_SHOWN} below these</p>
        )}
        {missing > 0 && (
          <p className={styles.more}>
            {lines.length === 0 ? 'nothing measured' : `${missing} without a value`}
          </p>
        )}
      </div>
    </>
  );
}
