import { Labels, METRIC_NAME, quote } from '../../../promql/index.ts';
import { unquote } from '../template/constants.ts';

/** What is wrong with a series, with the column (from 1) where it is known. */
export class NotationError extends Error {
  readonly column: number;

  constructor(column: number, message: string) {
    super(message);
    this.column = column;
  }
}

/** Values that follow each other: `undefined` for a gap, null for the marker that ends a series. */
export type NotedValues = readonly (number | null | undefined)[];

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*/;
const STRING = /^(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)/;
const NUMBER = String.raw`(?:\.?[0-9](?:[0-9_]*\.?[0-9_]*)(?:[eE][+-]?[0-9_]+)?)`;
const WORD = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const ITEM = new RegExp(
  `^(?:(_)|([+-]?)(${NUMBER}|${WORD})(?:([+-])(${NUMBER}|${WORD})(?=x))?)(?:x([^\\s]*))?$`,
);
/** More are a mistake: Prometheus takes no more than that into a query either, by far. */
const MOST_VALUES = 10_000_000;

/**
 * A series as tests write it: `up{job="api"} 1 _ 0+10x5 stale`.
 *
 * @throws NotationError
 */
export function readSeries(text: string): { labels: Labels; values: NotedValues } {
  const cursor = new Cursor(text);
  const labels = metricAt(cursor);
  return { labels, values: valuesAt(cursor) };
}

/** A metric with its labels, all of them given: `up{job="api"}`. Nothing at all is no labels. */
export function readMetric(text: string): Labels {
  const cursor = new Cursor(text.trim());
  const labels = metricAt(cursor);
  cursor.skipSpaces();
  if (!cursor.atEnd) throw cursor.error(`unexpected ${quote(cursor.rest.slice(0, 20))}`);
  return labels;
}

class Cursor {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get rest(): string {
    return this.#text.slice(this.at);
  }

  get atEnd(): boolean {
    return this.at >= this.#text.length;
  }

  skipSpaces(): void {
    this.at += /^[ \t\r\n]*/.exec(this.rest)?.[0].length ?? 0;
  }

  take(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.rest)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  error(message: string): NotationError {
    return new NotationError(Buffer.byteLength(this.#text.slice(0, this.at)) + 1, message);
  }
}

function metricAt(cursor: Cursor): Labels {
  const pairs: [string, string][] = [];
  const name = cursor.take(METRIC);
  // Two braces begin a native histogram.
  if (cursor.take(/^[ \t]*(?=\{(?!\{))/) === undefined) {
    return Labels.of(name === undefined ? [] : [[METRIC_NAME, name]]);
  }
  cursor.at += 1;
  for (;;) {
    cursor.skipSpaces();
    if (cursor.take(/^\}/) !== undefined) break;
    const quotedName = cursor.take(STRING);
    const label = quotedName === undefined ? cursor.take(LABEL) : textOf(cursor, quotedName);
    if (label === undefined) throw unexpectedIn(cursor, 'identifier or "}"');
    cursor.skipSpaces();
    if (cursor.take(/^=(?![=~])/) !== undefined) {
      cursor.skipSpaces();
      const value = cursor.take(STRING);
      if (value === undefined) throw unexpectedIn(cursor, 'string');
      pairs.push([label, textOf(cursor, value)]);
    } else if (quotedName !== undefined) pairs.push([METRIC_NAME, label]);
    else throw unexpectedIn(cursor, '"="');
    cursor.skipSpaces();
    if (cursor.take(/^,/) === undefined && !cursor.rest.startsWith('}')) {
      throw unexpectedIn(cursor, '"," or "}"');
    }
  }
  if (name !== undefined) pairs.push([METRIC_NAME, name]);
  return Labels.of(pairs);
}

function unexpectedIn(cursor: Cursor, expected: string): NotationError {
  if (cursor.atEnd) return cursor.error('unexpected end of input inside braces');
  const [first = ''] = [...cursor.rest];
  return cursor.error(`unexpected ${quote(first)} in label set, expected ${expected}`);
}

function textOf(cursor: Cursor, source: string): string {
  const text = unquote(source);
  if (text === null) throw cursor.error('error unquoting string: invalid syntax');
  return text;
}

function valuesAt(cursor: Cursor): NotedValues {
  const values: (number | null | undefined)[] = [];
  for (;;) {
    const before = cursor.at;
    cursor.skipSpaces();
    if (cursor.atEnd) return values;
    if (cursor.at === before) throw cursor.error('unexpected character in series sequence');
    if (cursor.rest.startsWith('{{')) {
      throw cursor.error('native histograms ({{…}}) are not supported here');
    }
    const start = cursor.at;
    const item = cursor.take(/^[^ \t\r\n]+/) ?? '';
    const problem = addItem(values, item);
    if (problem !== null) {
      cursor.at = start;
      throw cursor.error(problem);
    }
  }
}

/** Adds what one item stands for; the sentence that refuses it otherwise. */
function addItem(values: (number | null | undefined)[], item: string): string | null {
  const parts = ITEM.exec(item);
  if (parts === null) return `unexpected ${quote(item)} in series values`;
  const [, blank, sign, written = '', stepSign, stepWritten, repeated] = parts;
  if (repeated !== undefined && !/^[0-9]+$/.test(repeated)) {
    return `invalid repetition in series values: ${quote(repeated)} is not a whole number`;
  }
  const times = repeated === undefined ? 0 : Number(repeated);
  if (values.length + times > MOST_VALUES) return `more than ${MOST_VALUES} values in one series`;
  if (blank !== undefined) {
    for (let index = 0; index < (repeated === undefined ? 1 : times); index += 1) values.push(undefined);
    return null;
  }
  const first = written === 'stale' && sign === '' ? null : numberOf(written);
  const step = stepWritten === undefined ? 0 : numberOf(stepWritten);
  if (first === undefined)
    return `unexpected identifier ${quote(written)} in series values, expected number or "stale"`;
  if (step === undefined) return `unexpected identifier ${quote(stepWritten ?? '')} in series values`;
  let value = first === null || sign !== '-' ? first : -first;
  const change = stepSign === '-' ? -step : step;
  for (let index = 0; index <= times; index += 1) {
    values.push(value);
    // Added up, not multiplied: Prometheus' values carry the same small errors.
    if (stepWritten !== undefined) value = value === null ? Number.NaN : value + change;
  }
  return null;
}

/** As Go reads it with base 0: a leading zero makes an octal number. */
function numberOf(written: string): number | undefined {
  const lower = written.toLowerCase();
  if (lower === 'inf') return Infinity;
  if (lower === 'nan') return Number.NaN;
  if (/^[a-z_:]/.test(lower) || /_(?![0-9])|(?<![0-9])_/.test(written)) return undefined;
  const plain = written.replaceAll('_', '');
  return /^0[0-7]+$/.test(plain) ? Number.parseInt(plain, 8) : Number(plain);
}
