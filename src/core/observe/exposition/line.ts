/** A series as its exporter writes it, without what a scrape adds. */
export interface ExposedSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ExposedSample {
  series: ExposedSeries;
  value: number;
  /** Where the exporter says when it was measured, epoch milliseconds. */
  at: number | null;
  /** Where the text of the series ends in its line. */
  seriesEnd: number;
}

/** Text 0.0.4 gives times in milliseconds, OpenMetrics in seconds. */
export type TextFormat = 'text' | 'openmetrics';

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const BLANK = /[ \t]*/y;
const WORD = /[^ \t]+/y;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '+infinity': Number.POSITIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};

/** Why a line says nothing: a few words that follow on its text. */
export class LineMistake extends Error {}

/**
 * One line with a sample, as Prometheus reads it: `name{label="value"} 1.5 1751014800000`, with what
 * OpenMetrics appends, an exemplar, left out. Names of any letters stand in quotes: `{"any name", a="b"} 1`.
 *
 * @throws LineMistake
 */
export function parseSampleLine(line: string, format: TextFormat): ExposedSample {
  const reader = { line, at: 0 };
  let name = take(reader, NAME);
  const labels: Record<string, string> = {};
  take(reader, BLANK);
  if (line[reader.at] === '{') {
    reader.at += 1;
    name = parseLabels(reader, labels, name);
  }
  if (name === '') throw new LineMistake('it has no metric name');
  const seriesEnd = reader.at;
  take(reader, BLANK);
  const written = take(reader, WORD);
  if (written === '') throw new LineMistake('it has no value');
  const value = numberOf(written);
  if (value === undefined) throw new LineMistake(`"${shortened(written)}" is no number`);
  take(reader, BLANK);
  const at = line[reader.at] === '#' ? null : parseTime(take(reader, WORD), format);
  take(reader, BLANK);
  if (reader.at < line.length && !line.startsWith('# {', reader.at)) {
    throw new LineMistake(`there is more than a value and a time: "${shortened(line.slice(reader.at))}"`);
  }
  return { series: { name, labels }, value, at, seriesEnd };
}

/** A number as Go's ParseFloat reads it, which is what exporters are tried with. */
export function numberOf(written: string): number | undefined {
  if (DECIMAL.test(written)) {
    const value = Number(written);
    return Number.isFinite(value) ? value : undefined;
  }
  return SPECIAL[written.toLowerCase()];
}

/** A number as OpenMetrics writes it: always with a point or an exponent, as Go's shortest `g`. */
export function openMetricsNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const [, digits = '', exponent = ''] = /^(.*)e([+-]\d+)$/.exec(value.toExponential()) ?? [];
  const power = Number(exponent);
  if (power < -4 || power >= 6) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const plain = String(value);
  return plain.includes('.') || plain.includes('e') ? plain : `${plain}.0`;
}

interface LineReader {
  readonly line: string;
  at: number;
}

function take(reader: LineReader, pattern: RegExp): string {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.line)?.[0] ?? '';
  reader.at += found.length;
  return found;
}

/** Up to the closing brace. @returns the metric's name, which may be among them in quotes */
function parseLabels(reader: LineReader, labels: Record<string, string>, nameBefore: string): string {
  let name = nameBefore;
  for (;;) {
    take(reader, BLANK);
    const sign = reader.line[reader.at];
    if (sign === '}') break;
    const quoted = sign === '"';
    const label = quoted ? takeQuoted(reader) : take(reader, LABEL_NAME);
    if (label === '') throw new LineMistake(`a label has no name at column ${reader.at + 1}`);
    take(reader, BLANK);
    if (reader.line[reader.at] === '=') {
      reader.at += 1;
      take(reader, BLANK);
      if (reader.line[reader.at] !== '"')
        throw new LineMistake(`the value of label ${label} is not in quotes`);
      if (Object.hasOwn(labels, label)) throw new LineMistake(`label ${label} is given twice`);
      labels[label] = takeQuoted(reader);
    } else {
      if (!quoted) throw new LineMistake(`label ${label} has no value`);
      if (name !== '') throw new LineMistake('it has two metric names');
      name = label;
    }
    take(reader, BLANK);
    if (reader.line[reader.at] === ',') reader.at += 1;
    else if (reader.line[reader.at] !== '}') throw new LineMistake('its labels have no end');
  }
  reader.at += 1;
  // An empty value and no label are the same.
  for (const [label, value] of Object.entries(labels)) if (value === '') delete labels[label];
  return name;
}

/** Text in quotes; `\\`, `\"` and `\n` stand for what they mean, anything else after a backslash for itself. */
function takeQuoted(reader: LineReader): string {
  const { line } = reader;
  const start = reader.at + 1;
  let end = start;
  let escaped = false;
  for (; end < line.length && line[end] !== '"'; end += 1) {
    if (line[end] !== '\\') continue;
    escaped = true;
    end += 1;
  }
  if (end >= line.length) throw new LineMistake('a quoted text has no end');
  reader.at = end + 1;
  const text = line.slice(start, end);
  return escaped ? unescaped(text) : text;
}

export function unescaped(text: string): string {
  return text.replace(/\\([\\"n])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}

function parseTime(written: string, format: TextFormat): number | null {
  if (written === '') return null;
  const valid = format === 'text' ? /^[+-]?\d{1,18}$/.test(written) : DECIMAL.test(written);
  if (!valid) throw new LineMistake(`"${shortened(written)}" is no time`);
  return Math.round(format === 'text' ? Number(written) : Number(written) * 1000);
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
