import type { CourseUnit } from '../../contract/courses.ts';
import { type Figure, formatBeside, formatBytes, formatDuration, formatPercent } from './number.ts';

/** A measured value with its unit; a share with as many digits as tell it from its target. */
export function formatMeasure(value: number, unit: CourseUnit, target: number | null = null): Figure {
  switch (unit) {
    case 'ms':
      return formatDuration(value);
    case 'ratio':
      return target === null ? formatPercent(value) : formatBeside(value, target, 'ratio');
    case 'bytes': {
      const [figure = '', name = ''] = formatBytes(value).split(' ');
      return { value: figure, unit: name };
    }
    case 'cores':
      return { value: significant(value), unit: 'cores' };
    case 'per-second':
      return { value: significant(value), unit: '/s' };
  }
}

/** The same as one text: `1,500 ms`. */
export function measureText(value: number, unit: CourseUnit, target: number | null = null): string {
  const { value: figure, unit: name } = formatMeasure(value, unit, target);
  return `${figure} ${name}`;
}

function significant(value: number): string {
  return new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 }).format(value);
}
