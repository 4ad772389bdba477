import type { MetricFamily } from '../../store/samples/index.ts';
import {
  type ExposedSeries,
  LineMistake,
  numberOf,
  openMetricsNumber,
  parseSampleLine,
  type TextFormat,
  unescaped,
} from './line.ts';

export type { ExposedSeries } from './line.ts';

/** One line of the Prometheus text format. */
export interface MetricSample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** A line that was left out, and why. */
export interface BadLine {
  /** Counted from 1. */
  line: number;
  /** What is wrong with it, in a sentence's part that begins with its text. */
  says: string;
}

/** What a page of metrics says, in the order of its lines. */
export interface Exposition {
  /** The same object for the same text, in this page and in others read with the same memory. */
  series: ExposedSeries[];
  values: number[];
  /** When each was measured, where its exporter says so; epoch milliseconds. */
  times: (number | null)[];
  families: MetricFamily[];
  badLines: number;
  /** The first few of them. */
  bad: BadLine[];
}

/** There are no metrics in it: some services answer JSON or a page at HTTP 200. */
export type ReadExposition = { kind: 'samples'; page: Exposition } | { kind: 'none'; reason: string };

/** Series by their text, so that a page whose series are known is read quickly. */
export interface ExpositionMemory {
  series: Map<string, ExposedSeries>;
  counters: WeakSet<ExposedSeries>;
  /** Takes secrets out of what a page says; it may hold anything. */
  redact: (text: string) => string;
}

const MOST_TOLD = 5;
/** More families are not described, and help longer than this is cut: nobody reads them. */
const MOST_FAMILIES = 5000;
const LONGEST_HELP = 1000;
/** Lines between two pauses: reading them takes a few milliseconds. */
const SLICE_LINES = 2000;
const COUNTING: ReadonlySet<string> = new Set(['counter', 'histogram', 'summary']);
const TYPES: ReadonlySet<string> = new Set([
  ...COUNTING,
  ...['gauge', 'untyped', 'unknown', 'info', 'stateset', 'gaugehistogram'],
]);
const METADATA = /^#[ \t]+(HELP|TYPE|UNIT)[ \t]+("(?:[^"\\]|\\.)*"|[^ \t]+)(?:[ \t]+(.*))?$/;

export function expositionMemory(redact: (text: string) => string = (text) => text): ExpositionMemory {
  return { series: new Map(), counters: new WeakSet(), redact };
}

/** What a page is, by its Content-Type. */
export function formatOf(contentType: string | undefined): TextFormat {
  return contentType?.startsWith('application/openmetrics-text') ? 'openmetrics' : 'text';
}

/**
 * Reads the Prometheus text format 0.0.4 or OpenMetrics 1.0. A line that makes no sense is told and left
 * out; the rest still counts. A long page is read in slices.
 *
 * @param pause waits between two slices.
 */
export async function readExposition(
  text: string,
  options: { format: TextFormat; memory: ExpositionMemory; pause: () => Promise<void> },
): Promise<ReadExposition> {
  const reading = createReading(text, options);
  while (reading.lines(SLICE_LINES)) await options.pause();
  return reading.result();
}

/** The samples of a page as a list; for a small one. */
export function parseExposition(
  text: string,
): { samples: MetricSample[]; badLines: number } | { none: string } {
  const reading = createReading(text, { format: 'text', memory: expositionMemory() });
  reading.lines(Number.POSITIVE_INFINITY);
  const read = reading.result();
  return read.kind === 'none'
    ? { none: read.reason }
    : { samples: samplesOf(read.page), badLines: read.page.badLines };
}

export function samplesOf({ series, values }: Pick<Exposition, 'series' | 'values'>): MetricSample[] {
  return series.map(({ name, labels }, index) => ({ name, labels, value: values[index] ?? Number.NaN }));
}

function createReading(text: string, { format, memory }: { format: TextFormat; memory: ExpositionMemory }) {
  const page: Exposition = { series: [], values: [], times: [], families: [], badLines: 0, bad: [] };
  const families = new Map<string, MetricFamily>();
  const start = text.trimStart();
  let none = start.startsWith('{"') || start.startsWith('[') ? 'no metrics: answers JSON' : null;
  if (/^\{\s*"[^"]*"\s*[,}=]/.test(start)) none = null;
  if (start.startsWith('<')) none = 'no metrics: answers HTML';
  let at = 0;
  let number = 0;
  let ended = false;

  const mistake = (line: string, why: string) => {
    page.badLines += 1;
    if (page.bad.length >= MOST_TOLD) return;
    const says = memory.redact(`"${line}": ${why}`);
    page.bad.push({
      line: number,
      says: says.length > 160 ? `${says.slice(0, 60)}…${says.slice(-99)}` : says,
    });
  };

  const familyOf = (name: string): MetricFamily => {
    let family = families.get(name);
    if (!family) {
      family = { name, type: 'unknown', unit: '', help: '' };
      if (families.size < MOST_FAMILIES) families.set(name, family);
    }
    return family;
  };

  const comment = (line: string) => {
    if (format === 'openmetrics' && line === '# EOF') {
      ended = true;
      return;
    }
    const [, kind, quoted = '', rest = ''] = METADATA.exec(line) ?? [];
    if (kind === undefined) return;
    const family = familyOf(quoted.startsWith('"') ? unescaped(quoted.slice(1, -1)) : quoted);
    if (kind === 'HELP') family.help = memory.redact(unescaped(rest.slice(0, LONGEST_HELP)));
    else if (kind === 'UNIT') family.unit = rest.trim();
    else if (TYPES.has(rest.trim())) family.type = rest.trim() === 'untyped' ? 'unknown' : rest.trim();
    else mistake(line, `"${rest.trim()}" is no type of a metric`);
  };

  const sample = (line: string) => {
    // Most lines are of a series that is known, with one word after it.
    const blank = line.lastIndexOf(' ');
    const known = blank > 0 ? memory.series.get(line.slice(0, blank)) : undefined;
    const quick = known && numberOf(line.slice(blank + 1));
    if (known && quick !== undefined) {
      add(known, quick, null);
      return;
    }
    try {
      const parsed = parseSampleLine(line, format);
      const key = line.slice(0, parsed.seriesEnd);
      let series = memory.series.get(key);
      if (!series) {
        series = withoutSecrets(withPlainBounds(parsed.series, families), memory.redact);
        memory.series.set(key, series);
        if (isCounter(series.name, families)) memory.counters.add(series);
      }
      add(series, parsed.value, parsed.at);
    } catch (error) {
      if (!(error instanceof LineMistake)) throw error;
      mistake(line, error.message);
    }
  };
  const add = (series: ExposedSeries, value: number, time: number | null) => {
    page.series.push(series);
    page.values.push(value);
    page.times.push(time);
  };

  return {
    /** Reads so many lines. False when there are no more. */
    lines(most: number): boolean {
      if (none !== null) return false;
      for (let read = 0; read < most && at < text.length; read += 1) {
        let end = text.indexOf('\n', at);
        if (end < 0) end = text.length;
        const line = text.slice(at, end).trim();
        at = end + 1;
        number += 1;
        if (line === '') continue;
        if (ended) mistake(line, 'it comes after # EOF');
        else if (line.startsWith('#')) comment(line);
        else sample(line);
      }
      return at < text.length;
    },
    result(): ReadExposition {
      if (none !== null) return { kind: 'none', reason: none };
      if (page.series.length === 0) {
        const what = page.badLines > 0 ? 'other text' : 'nothing';
        return { kind: 'none', reason: `no metrics: answers ${what}` };
      }
      number += 1;
      if (format === 'openmetrics' && !ended)
        mistake('', 'the page was cut off, its last line # EOF is missing');
      page.families = [...families.values()];
      return { kind: 'samples', page };
    },
  };
}

/**
 * `le="1"` and `le="1.0"` are one bound: of histograms and summaries it is written as OpenMetrics writes
 * numbers, as Prometheus 3 does, so that a series is the same in both formats.
 */
function withPlainBounds(series: ExposedSeries, families: ReadonlyMap<string, MetricFamily>): ExposedSeries {
  const { name, labels } = series;
  const label = labels.le !== undefined && name.endsWith('_bucket') ? 'le' : 'quantile';
  const bound = numberOf(labels[label] ?? '');
  if (bound === undefined) return series;
  const family = families.get(label === 'le' ? name.slice(0, -'_bucket'.length) : name);
  if (family?.type !== (label === 'le' ? 'histogram' : 'summary')) return series;
  return { name, labels: { ...labels, [label]: openMetricsNumber(bound) } };
}

function withoutSecrets({ name, labels }: ExposedSeries, redact: (text: string) => string): ExposedSeries {
  const entries = Object.entries(labels).map(([label, value]) => [label, redact(value)] as const);
  return { name, labels: Object.fromEntries(entries) };
}

/** Whether a sample of that name only rises: a counter's, or a count or sum of a histogram or summary. */
function isCounter(name: string, families: ReadonlyMap<string, MetricFamily>): boolean {
  const whole = families.get(name)?.type;
  if (whole !== undefined && whole !== 'unknown') return whole === 'counter';
  const [, base = '', ending = ''] = /^(.*)_(total|bucket|count|sum|created)$/.exec(name) ?? [];
  const type = families.get(base)?.type ?? 'unknown';
  if (type === 'unknown') return ['total', 'bucket', 'count', 'sum'].includes(ending);
  if (ending === 'created') return false;
  return type === 'counter' ? ending === 'total' : COUNTING.has(type) && ending !== 'total';
}
