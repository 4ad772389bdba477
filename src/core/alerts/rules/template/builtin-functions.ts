import { CallError, type FunctionTable, textAt, valueAt } from './functions.ts';
import { printed, printedTogether } from './print.ts';
import { formatted } from './printf.ts';
import { boolValue, intValue, isTrue, NONE, type TemplateValue, textValue, typeName } from './values.ts';

const BAD_TYPE = 'invalid type for comparison';

/** The functions of Go's text/template itself. `and` and `or` are here for their names; see the execution. */
export const BUILTIN_FUNCTIONS: FunctionTable = {
  and: { parameters: ['any', 'any'], variadic: true, run: (values) => valueAt(values, 0) },
  or: { parameters: ['any', 'any'], variadic: true, run: (values) => valueAt(values, 0) },
  not: { parameters: ['any'], run: (values) => boolValue(!isTrue(valueAt(values, 0))) },
  eq: { parameters: ['any', 'any'], variadic: true, run: equalsAny },
  ne: { parameters: ['any', 'any'], run: (values) => boolValue(!isBool(equalsAny(values))) },
  lt: { parameters: ['any', 'any'], run: (values) => boolValue(isLess(values)) },
  le: { parameters: ['any', 'any'], run: (values) => boolValue(isLessOrEqual(values)) },
  // Go defines these as the opposite of le and lt, which shows with NaN.
  gt: { parameters: ['any', 'any'], run: (values) => boolValue(!isLessOrEqual(values)) },
  ge: { parameters: ['any', 'any'], run: (values) => boolValue(!isLess(values)) },
  index: { parameters: ['any', 'any'], variadic: true, run: indexed },
  slice: { parameters: ['any', 'any'], variadic: true, run: sliced },
  len: { parameters: ['any'], run: (values) => intValue(lengthOf(valueAt(values, 0))) },
  print: { parameters: ['any'], variadic: true, run: (values) => textValue(printedTogether(values)) },
  println: {
    parameters: ['any'],
    variadic: true,
    run: (values) => textValue(`${values.map(printed).join(' ')}\n`),
  },
  printf: {
    parameters: ['string', 'any'],
    variadic: true,
    run: (values) => textValue(formatted(textAt(values, 0), values.slice(1))),
  },
  html: {
    parameters: ['any'],
    variadic: true,
    run: (values) => textValue(printedTogether(values).replace(/[\0"'&<>]/g, (it) => HTML[it] ?? it)),
  },
  js: {
    parameters: ['any'],
    variadic: true,
    run: (values) => textValue(printedTogether(values).replace(/[\\'"<>&=\p{Cc}]/gu, jsEscape)),
  },
  urlquery: {
    parameters: ['any'],
    variadic: true,
    run: (values) => textValue(queryEscaped(printedTogether(values))),
  },
};

const HTML: Readonly<Record<string, string>> = {
  '\0': '\uFFFD',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

function jsEscape(character: string): string {
  if ('\\\'"'.includes(character)) return `\\${character}`;
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** As Go's url.QueryEscape. */
export function queryEscaped(text: string): string {
  const escaped = encodeURIComponent(text).replace(/[!'()*]/g, (it) => {
    return `%${it.charCodeAt(0).toString(16).toUpperCase()}`;
  });
  return escaped.replaceAll('%20', '+');
}

type Basic = 'bool' | 'int' | 'uint' | 'float' | 'string' | 'other' | 'none';

function basicKind({ kind }: TemplateValue): Basic {
  if (kind === 'byte') return 'uint';
  return kind === 'bool' || kind === 'int' || kind === 'float' || kind === 'string' || kind === 'none'
    ? kind
    : 'other';
}

function isBool(value: TemplateValue): boolean {
  return value.kind === 'bool' && value.value;
}

function equalsAny(values: readonly TemplateValue[]): TemplateValue {
  const [first = NONE, ...others] = values;
  if (others.length === 0) throw new CallError('missing argument for comparison');
  return boolValue(others.some((other) => equals(first, other)));
}

function equals(a: TemplateValue, b: TemplateValue): boolean {
  const [left, right] = [basicKind(a), basicKind(b)];
  const areWhole = (left === 'int' && right === 'uint') || (left === 'uint' && right === 'int');
  if (left !== right && !areWhole) {
    if (a.kind !== 'none' && b.kind !== 'none') throw incompatible(a, b);
    return false;
  }
  if (left !== 'other') return 'value' in a && 'value' in b ? a.value === b.value : a.kind === b.kind;
  if (GO_KINDS[a.kind] !== GO_KINDS[b.kind]) {
    const [first, other] = [`${printed(a)}: ${typeName(a)}`, `${typeName(b)}: ${printed(b)}`];
    throw new CallError(`non-comparable types ${first}, ${other}`);
  }
  if (isUncomparable(b)) throw uncomparable(b);
  return 'value' in a && 'value' in b && a.value === b.value;
}

/** What of Go's kinds the values that are no basic ones are. */
const GO_KINDS: Readonly<Partial<Record<TemplateValue['kind'], string>>> = {
  labels: 'map',
  arguments: 'map',
  samples: 'slice',
  sample: 'pointer',
  time: 'pointer',
  data: 'struct',
};

function isUncomparable({ kind }: TemplateValue): boolean {
  return kind === 'labels' || kind === 'arguments' || kind === 'samples' || kind === 'data';
}

function uncomparable(value: TemplateValue): CallError {
  return new CallError(`non-comparable type ${printed(value)}: ${typeName(value)}`);
}

function incompatible(a: TemplateValue, b: TemplateValue): CallError {
  return new CallError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
}

function isLess(values: readonly TemplateValue[]): boolean {
  const [a, b] = [valueAt(values, 0), valueAt(values, 1)];
  const [left, right] = [basicKind(a), basicKind(b)];
  const isBasic = (it: Basic) => it !== 'other' && it !== 'none';
  if (!isBasic(left) || !isBasic(right)) throw new CallError(BAD_TYPE);
  const areWhole = (it: Basic) => it === 'int' || it === 'uint';
  if (left !== right && !(areWhole(left) && areWhole(right))) throw incompatible(a, b);
  if (a.kind === 'string' && b.kind === 'string') {
    return Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)) < 0;
  }
  if (a.kind === 'bool' || !('value' in a) || !('value' in b) || a.value === null || b.value === null) {
    throw new CallError(BAD_TYPE);
  }
  return a.value < b.value;
}

function isLessOrEqual(values: readonly TemplateValue[]): boolean {
  return isLess(values) || equals(valueAt(values, 0), valueAt(values, 1));
}

function lengthOf(value: TemplateValue): number {
  switch (value.kind) {
    case 'string':
      return Buffer.byteLength(value.value);
    case 'labels':
      return Object.keys(value.value).length;
    case 'arguments':
    case 'samples':
      return value.value.length;
    case 'sample':
      if (value.value === null) throw new CallError('len of nil pointer');
      throw new CallError('len of type template.sample');
    case 'none':
      throw new CallError('reflect: call of reflect.Value.Type on zero Value');
    default:
      throw new CallError(`len of type ${typeName(value).replace('*', '')}`);
  }
}

function indexed(values: readonly TemplateValue[]): TemplateValue {
  const [first = NONE, ...keys] = values;
  if (first.kind === 'none') throw new CallError('index of untyped nil');
  return keys.reduce(entryOf, first);
}

function entryOf(item: TemplateValue, key: TemplateValue): TemplateValue {
  switch (item.kind) {
    case 'labels':
    case 'arguments': {
      if (key.kind !== 'string') {
        throw new CallError(
          key.kind === 'none'
            ? 'value is nil; should be of type string'
            : `value has type ${typeName(key)}; should be string`,
        );
      }
      if (item.kind === 'labels') return textValue(ownText(item.value, key.value));
      const number = /^arg([0-9]+)$/.exec(key.value)?.[1];
      return item.value[Number(number ?? -1)] ?? NONE;
    }
    case 'string': {
      const bytes = Buffer.from(item.value);
      return { kind: 'byte', value: BigInt(bytes[positionOf(key, bytes.length - 1)] ?? 0) };
    }
    case 'samples':
      return { kind: 'sample', value: item.value[positionOf(key, item.value.length - 1)] ?? null };
    case 'none':
      throw new CallError('index of nil pointer');
    case 'sample':
      if (item.value === null) throw new CallError('index of nil pointer');
      throw new CallError("can't index item of type template.sample");
    default:
      throw new CallError(`can't index item of type ${typeName(item).replace('*', '')}`);
  }
}

/** A label's value; the empty text when there is none, as Go's map of texts gives it. */
export function ownText(labels: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
}

function positionOf(key: TemplateValue, most: number): number {
  if (key.kind === 'none') throw new CallError('cannot index slice/array with nil');
  if (key.kind !== 'int' && key.kind !== 'byte') {
    throw new CallError(`cannot index slice/array with type ${typeName(key)}`);
  }
  if (key.value < 0n || key.value > BigInt(most)) throw new CallError(`index out of range: ${key.value}`);
  return Number(key.value);
}

function sliced(values: readonly TemplateValue[]): TemplateValue {
  const [item = NONE, ...bounds] = values;
  if (item.kind === 'none') throw new CallError('slice of untyped nil');
  if (bounds.length > 3) throw new CallError(`too many slice indexes: ${bounds.length}`);
  if (item.kind !== 'string' && item.kind !== 'samples') {
    throw new CallError(`can't slice item of type ${typeName(item)}`);
  }
  if (item.kind === 'string' && bounds.length === 3) throw new CallError('cannot 3-index slice a string');
  const length = lengthOf(item);
  const [from = 0, to = length, cap = length] = bounds.map((bound) => positionOf(bound, length));
  if (from > to) throw new CallError(`invalid slice index: ${from} > ${to}`);
  if (to > cap) throw new CallError(`invalid slice index: ${to} > ${cap}`);
  return item.kind === 'string'
    ? textValue(Buffer.from(item.value).subarray(from, to).toString('utf8'))
    : { kind: 'samples', value: item.value.slice(from, to) };
}
