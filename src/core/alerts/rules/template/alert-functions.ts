import { isIP } from 'node:net';
import { RE2JS } from 're2js';
import { durationOf, quote } from '../../../promql/index.ts';
import { ownText, queryEscaped } from './builtin-functions.ts';
import { CallError, type FunctionTable, NIL_POINTER, sampleAt, textAt, valueAt } from './functions.ts';
import {
  humanize,
  humanize1024,
  humanizeDuration,
  humanizePercentage,
  humanizeTimestamp,
  instantOf,
} from './humanize.ts';
import { formatFloat, parseFloatText } from './numbers.ts';
import {
  boolValue,
  floatValue,
  type TemplateSample,
  type TemplateValue,
  textValue,
  typeName,
} from './values.ts';

export interface FunctionSurroundings {
  /** Asks the store at the time of the evaluation; throws what it refuses. */
  query(expression: string): readonly TemplateSample[];
  /** Where Prometheus is reached from outside; left out, the functions that need it fail as they do there. */
  externalUrl?: URL | undefined;
}

/** What needs functions as values. */
export const UNSUPPORTED_FUNCTIONS: ReadonlySet<string> = new Set(['call']);

/** The functions that Prometheus gives the templates of rules. */
export function alertFunctions({ query, externalUrl }: FunctionSurroundings): FunctionTable {
  const url = () => {
    if (externalUrl === undefined) throw new CallError(NIL_POINTER);
    return externalUrl;
  };
  return {
    query: {
      parameters: ['string'],
      run: (values) => ({ kind: 'samples', value: asked(() => query(textAt(values, 0))) }),
    },
    first: {
      parameters: ['samples'],
      run: (values) => {
        const found = samplesAt(values, 0)[0];
        if (found === undefined) throw new CallError('first() called on vector with no elements');
        return { kind: 'sample', value: found };
      },
    },
    label: {
      parameters: ['string', 'sample'],
      run: (values) => textValue(ownText(sampleAt(values, 1).labels, textAt(values, 0))),
    },
    value: { parameters: ['sample'], run: (values) => floatValue(sampleAt(values, 0).value) },
    strvalue: {
      parameters: ['sample'],
      run: (values) => textValue(ownText(sampleAt(values, 0).labels, '__value__')),
    },
    sortByLabel: {
      parameters: ['string', 'samples'],
      run: (values) => {
        const name = textAt(values, 0);
        const key = (it: TemplateSample) => Buffer.from(ownText(it.labels, name));
        const sorted = [...samplesAt(values, 1)].sort((a, b) => Buffer.compare(key(a), key(b)));
        return { kind: 'samples', value: sorted };
      },
    },
    args: { parameters: ['any'], variadic: true, run: (values) => ({ kind: 'arguments', value: values }) },
    match: {
      parameters: ['string', 'string'],
      run: (values) => boolValue(expression(textAt(values, 0), 'error').test(textAt(values, 1))),
    },
    reReplaceAll: {
      parameters: ['string', 'string', 'string'],
      run: (values) => {
        const pattern = expression(textAt(values, 0), 'panic');
        return textValue(replacedAll(pattern, textAt(values, 1), textAt(values, 2)));
      },
    },
    title: text((it) => it.replace(/[\p{L}\p{M}\p{N}'’]+/gu, titled)),
    toUpper: text((it) => it.toUpperCase()),
    toLower: text((it) => it.toLowerCase()),
    safeHtml: text((it) => it),
    stripPort: text((it) => hostAndPort(it)?.host ?? it),
    stripDomain: text(withoutDomain),
    graphLink: text((it) => `/graph?g0.expr=${queryEscaped(it)}&g0.tab=0`),
    tableLink: text((it) => `/graph?g0.expr=${queryEscaped(it)}&g0.tab=1`),
    humanize: number(humanize),
    humanize1024: number(humanize1024),
    humanizeDuration: number(humanizeDuration),
    humanizePercentage: number(humanizePercentage),
    humanizeTimestamp: number((seconds) => humanizeTimestamp(seconds) ?? outOfTime(seconds)),
    toTime: {
      parameters: ['any'],
      run: (values) => {
        const seconds = numberOf(valueAt(values, 0));
        if (!Number.isFinite(seconds)) throw new CallError('value is NaN or Inf');
        return { kind: 'time', value: instantOf(seconds) ?? outOfTime(seconds) };
      },
    },
    parseDuration: {
      parameters: ['string'],
      run: (values) => {
        return floatValue(asked(() => durationOf(textAt(values, 0))) / 1000);
      },
    },
    pathPrefix: { parameters: [], run: () => textValue(url().pathname.replace(/\/$/, '')) },
    externalURL: { parameters: [], run: () => textValue(url().href.replace(/\/$/, '')) },
  };
}

function text(change: (text: string) => string): FunctionTable[string] {
  return { parameters: ['string'], run: (values) => textValue(change(textAt(values, 0))) };
}

function number(write: (value: number) => string): FunctionTable[string] {
  return { parameters: ['any'], run: (values) => textValue(write(numberOf(valueAt(values, 0)))) };
}

function numberOf(value: TemplateValue): number {
  switch (value.kind) {
    case 'float':
      return value.value;
    case 'int':
      return Number(value.value);
    case 'string': {
      const parsed = parseFloatText(value.value);
      if (parsed !== null) return parsed;
      throw new CallError(`strconv.ParseFloat: parsing ${quote(value.value)}: invalid syntax`);
    }
    default:
      throw new CallError(`can't convert ${typeName(value)} to float`);
  }
}

function outOfTime(seconds: number): never {
  const shown = formatFloat(seconds, 'g', -1);
  throw new CallError(`${shown} cannot be represented as a nanoseconds timestamp since it overflows int64`);
}

function samplesAt(values: readonly TemplateValue[], index: number): readonly TemplateSample[] {
  const value = values[index];
  return value?.kind === 'samples' ? value.value : [];
}

function asked<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw new CallError(error instanceof Error ? error.message : String(error));
  }
}

/** A regular expression in Go's own dialect, RE2. */
function expression(pattern: string, onError: 'error' | 'panic'): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CallError(
      onError === 'error'
        ? why
        : `regexp: Compile(${pattern.includes('`') ? quote(pattern) : `\`${pattern}\``}): ${why}`,
    );
  }
}

/** As Go's Regexp.ReplaceAllString: `$1`, `${1}` and `${name}` stand for groups, `$$` for a dollar. */
function replacedAll(pattern: RE2JS, template: string, input: string): string {
  const matcher = pattern.matcher(input);
  const names = pattern.namedGroups();
  let result = '';
  let from = 0;
  while (matcher.find()) {
    result += input.slice(from, matcher.start());
    result += template.replace(
      /\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
      (_, dollar, braced, plain) => {
        if (dollar !== undefined) return '$';
        const name: string = braced ?? plain;
        const group = /^(0|[1-9][0-9]*)$/.test(name) ? Number(name) : names[name];
        return group === undefined || group > matcher.groupCount() ? '' : (matcher.group(group) ?? '');
      },
    );
    from = matcher.end();
  }
  return result + input.slice(from);
}

/** The first letter of a word as a title's; the rest as it is. */
function titled(word: string): string {
  const at = word.search(/\p{L}/u);
  if (at < 0) return word;
  const first = String.fromCodePoint(word.codePointAt(at) ?? 0);
  return word.slice(0, at) + first.toUpperCase() + word.slice(at + first.length);
}

/** As Go's net.SplitHostPort; null where it refuses. */
function hostAndPort(address: string): { host: string; port: string } | null {
  const [, bracketed, bare, port] = /^(?:\[([^[\]]*)\]|([^[\]:]*)):([^[\]:]*)$/.exec(address) ?? [];
  return port === undefined ? null : { host: bracketed ?? bare ?? '', port };
}

function withoutDomain(address: string): string {
  const split = hostAndPort(address);
  const host = split?.host ?? address;
  if (isIpAddress(host)) return address;
  const name = host.split('.')[0] ?? '';
  if (split === null || split.port === '') return name;
  return name.includes(':') ? `[${name}]:${split.port}` : `${name}:${split.port}`;
}

function isIpAddress(host: string): boolean {
  return isIP(host) !== 0 && !host.includes('%');
}
