import { type Matcher, METRIC_NAME } from '../../promql/index.ts';
import type { Place } from './layout.ts';
import type { Read } from './reads.ts';

/** InfluxQL for the numeric fields of measurements. */
export function fieldKeysStatement(measurements: readonly string[]): string {
  return `SHOW FIELD KEYS FROM ${measurements.map(identifier).join(', ')}`;
}

/** InfluxQL for how many samples of each series a selector asks for: a column `v0`. */
export function countStatement({ matchers, fromMs, toMs }: Read, place: Place): string {
  const [first] = place.fields;
  const counted = `count(${identifier(first?.field ?? '')}) AS "v0"`;
  return `SELECT ${counted} ${from(place, matchers, fromMs, toMs)} GROUP BY *`;
}

/**
 * InfluxQL for what a selector asks for: a series for each set of tags, its columns `time` and `v0`, `v1`, … as the
 * place's fields; at most `limit` rows of each.
 */
export function readStatement(
  { matchers, fromMs, toMs, reduction }: Read,
  place: Place,
  limit: number,
): string {
  const columns = (value: (field: string) => string) =>
    place.fields.map(({ field }, index) => `${value(identifier(field))} AS "v${index}"`).join(', ');
  if (reduction.how === 'every') {
    const rows = from(place, matchers, fromMs, toMs);
    return `SELECT ${columns((field) => field)} ${rows} GROUP BY * LIMIT ${limit}`;
  }
  const { how, widthMs } = reduction;
  const rows = from(place, matchers, firstPartOf(fromMs, toMs, widthMs), toMs);
  const parts = `time(${widthMs}ms, ${(toMs + 1) % widthMs}ms)`;
  return `SELECT ${columns((field) => `${how}(${field})`)} ${rows} GROUP BY ${parts}, * fill(none) LIMIT ${limit}`;
}

function from(place: Place, matchers: readonly Matcher[], fromMs: number, toMs: number): string {
  const where = [
    `time >= ${fromMs}ms`,
    `time <= ${toMs}ms`,
    ...tagsOf(matchers, place).map(({ name, value }) => `${identifier(name)} = ${text(value)}`),
  ];
  return `FROM ${identifier(place.measurement)} WHERE ${where.join(' AND ')}`;
}

/** The parts end at `toMs`, and the first is whole. */
function firstPartOf(fromMs: number, toMs: number, widthMs: number): number {
  return toMs + 1 - Math.ceil((toMs + 1 - fromMs) / widthMs) * widthMs;
}

/** What InfluxDB can sort out itself. Whatever else a selector says is looked at when the series are here. */
function tagsOf(matchers: readonly Matcher[], { fields }: Place): Matcher[] {
  return matchers.filter(
    ({ name, operator, value }) =>
      operator === '=' && value !== '' && name !== METRIC_NAME && !(name in (fields[0]?.labels ?? {})),
  );
}

function identifier(name: string): string {
  return `"${name.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

function text(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`;
}
