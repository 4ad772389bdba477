import type { InfluxConnection, InfluxSeries } from '../../connect/influx.ts';
import { OperatorError } from '../../kernel/errors.ts';
import {
  durationText,
  type Expression,
  Labels,
  type Matcher,
  METRIC_NAME,
  type Series,
  type SeriesSource,
} from '../../promql/index.ts';
import { type MetricVersion, measurementsOf, type Place, placeOf } from './layout.ts';
import { type Read, type Reduction, readsOf } from './reads.ts';
import { countStatement, fieldKeysStatement, readStatement } from './statement.ts';

export type { MetricVersion } from './layout.ts';

/** So few in all are read as they are, where parts of time would only come close. */
const FEW_SAMPLES = 100_000;
/** Samples of one series; more are no matter of a chart. */
const MOST_SAMPLES = 50_000;
const MOST_BYTES = 32 * 1_048_576;
const NUMERIC = new Set(['float', 'integer', 'unsigned']);

/** What InfluxDB has for an expression over a range. */
export interface InfluxSamples {
  /** For this expression and this range alone. */
  source: SeriesSource;
  /** `InfluxDB, in parts of 1m`: how it was read. */
  words: string;
}

/**
 * Reads what an expression asks for over a range from InfluxDB, reduced there to what the steps can show.
 *
 * @throws OperatorError `not-found` when it holds no such series, or what keeps it from answering
 */
export async function readInflux(
  influx: Pick<InfluxConnection, 'query'>,
  expression: Expression,
  range: { fromMs: number; toMs: number; stepMs: number; signal?: AbortSignal | undefined },
  version: MetricVersion | undefined,
  fewSamples = FEW_SAMPLES,
): Promise<InfluxSamples> {
  const { signal, ...steps } = range;
  const reads: Read[] = [];
  const found = new Map<readonly Matcher[], Series[]>();
  await Promise.all(
    readsOf(expression, steps).map(async (wish) => {
      const { read, series } = await readSeries(influx, wish, { version, signal, fewSamples });
      reads.push(read);
      found.set(read.matchers, series);
    }),
  );
  if (reads.length > 0 && [...found.values()].every((series) => series.length === 0)) {
    throw new OperatorError('not-found', 'InfluxDB holds nothing of it in this time');
  }
  return {
    words: wordsOf(reads.map(({ reduction }) => reduction)),
    source: {
      select(matchers) {
        const series = found.get(matchers);
        if (series === undefined) throw new Error('a selector is evaluated that was not foreseen');
        return series;
      },
    },
  };
}

async function readSeries(
  influx: Pick<InfluxConnection, 'query'>,
  wish: Read,
  {
    version,
    signal,
    fewSamples,
  }: { version: MetricVersion | undefined; signal: AbortSignal | undefined; fewSamples: number },
): Promise<{ read: Read; series: Series[] }> {
  const metric = wish.matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=')?.value;
  if (metric === undefined || metric === '') {
    throw new OperatorError(
      'not-found',
      'InfluxDB is asked by the name of a metric, and a selector has none',
    );
  }
  const keys = await influx.query(fieldKeysStatement(measurementsOf(metric)), { signal });
  const place = placeOf(metric, fieldsOf(keys), version);
  if (!place) throw new OperatorError('not-found', `InfluxDB holds no series ${metric}`);

  const isFew = async () => {
    const counts = await influx.query(countStatement(wish, place), { signal });
    const samples = counts.map(({ columns, rows }) => Number(rows[0]?.[columns.indexOf('v0')] ?? 0));
    const all = samples.reduce((sum, each) => sum + each, 0) * place.fields.length;
    return all <= fewSamples && Math.max(0, ...samples) <= MOST_SAMPLES;
  };
  const isClose = wish.reduction.how !== 'every' && !wish.reduction.isExact;
  const read: Read = isClose && (await isFew()) ? { ...wish, reduction: { how: 'every' } } : wish;
  const answer = await influx.query(readStatement(read, place, MOST_SAMPLES + 1), {
    ...{ signal, maxBytes: MOST_BYTES },
  });
  if (answer.some(({ rows }) => rows.length > MOST_SAMPLES)) {
    throw new OperatorError(
      'bad-answer',
      `InfluxDB holds more than ${MOST_SAMPLES} samples of a series of ${metric} that this time and these steps need`,
      { hint: 'Ask for a shorter range, or for longer steps.' },
    );
  }
  return { read, series: answer.flatMap((series) => seriesOf(series, metric, place, read)) };
}

function fieldsOf(keys: readonly InfluxSeries[]): Map<string, string[]> {
  return new Map(
    keys.map(({ name, columns, rows }) => {
      const [key, type] = [columns.indexOf('fieldKey'), columns.indexOf('fieldType')];
      return [name, rows.filter((row) => NUMERIC.has(String(row[type]))).map((row) => String(row[key]))];
    }),
  );
}

function seriesOf({ tags, columns, rows }: InfluxSeries, metric: string, place: Place, read: Read): Series[] {
  const timeAt = columns.indexOf('time');
  // A part is said to be of its first millisecond; what it says was so at its last.
  const shiftMs = read.reduction.how === 'every' ? 0 : read.reduction.widthMs - 1;
  return place.fields.flatMap((field, index): Series[] => {
    const set = Object.entries({ ...tags, ...field.labels, [METRIC_NAME]: metric });
    // An absent tag is an empty one there, too.
    const labels = Labels.of(Object.fromEntries(set.filter(([, value]) => value !== '')));
    if (!read.matchers.every((matcher) => matcher.matches(labels.get(matcher.name)))) return [];
    const valueAt = columns.indexOf(`v${index}`);
    const times = new Float64Array(rows.length);
    const values = new Float64Array(rows.length);
    let count = 0;
    for (const row of rows) {
      const [at, value] = [row[timeAt], row[valueAt]];
      if (typeof at !== 'number' || typeof value !== 'number') continue;
      times[count] = at + shiftMs;
      values[count] = value;
      count += 1;
    }
    return count === 0 ? [] : [{ labels, times, values, count }];
  });
}

function wordsOf(reductions: readonly Reduction[]): string {
  const widths = new Set(reductions.flatMap((it) => (it.how === 'every' ? [] : [it.widthMs])));
  if (widths.size === 0) return 'InfluxDB';
  const texts = [...widths].toSorted((a, b) => a - b).map(durationText);
  return `InfluxDB, in parts of ${texts.join(' and ')}`;
}
