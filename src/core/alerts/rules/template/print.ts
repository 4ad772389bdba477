import { quote } from '../../../promql/index.ts';
import { writeInstant } from './instants.ts';
import { formatFloat, hexFloat } from './numbers.ts';
import { sortedNames, type TemplateValue, typeName } from './values.ts';

/** What cannot be printed here, said by name. */
export class PrintError extends Error {}

/** As Go's fmt prints a value by default. */
export function printed(value: TemplateValue): string {
  switch (value.kind) {
    case 'none':
      return '<nil>';
    case 'string':
      return value.value;
    case 'int':
    case 'byte':
      return value.value.toString();
    case 'float':
      return formatFloat(value.value, 'g', -1);
    case 'bool':
      return String(value.value);
    case 'labels':
      return printedLabels(value.value);
    case 'arguments':
      return `map[${value.value.map((it, index) => `arg${index}:${printed(it)}`).join(' ')}]`;
    case 'sample':
      if (value.value === null) return '<nil>';
      return `{${printedLabels(value.value.labels)} ${formatFloat(value.value.value, 'g', -1)}}`;
    case 'time':
      return writeInstant(value.value);
    case 'samples':
      // Go prints addresses, which say nothing and differ each time.
      if (value.value.length === 0) return '[]';
      throw new PrintError('the result of a query cannot be printed as a whole; range over it');
    case 'data': {
      const { labels, externalLabels, externalUrl, value: number } = value.value;
      const parts = [printedLabels(labels), printedLabels(externalLabels), externalUrl];
      return `{${parts.join(' ')} ${formatFloat(number, 'g', -1)}}`;
    }
  }
}

function printedLabels(labels: Readonly<Record<string, string>>): string {
  return `map[${sortedNames(labels)
    .map((name) => `${name}:${labels[name]}`)
    .join(' ')}]`;
}

/** As Go's fmt.Sprint: a space between two operands neither of which is a text. */
export function printedTogether(values: readonly TemplateValue[]): string {
  return values
    .map((value, index) => {
      const before = values[index - 1];
      const spaced = before !== undefined && before.kind !== 'string' && value.kind !== 'string';
      return (spaced ? ' ' : '') + printed(value);
    })
    .join('');
}

interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  width: number | null;
  precision: number | null;
}

const DIRECTIVE = /%([-+# 0]*)(\*|[0-9]+)?(?:\.(\*|[0-9]*))?(\[[0-9]+\])?([\s\S])?/gu;

/** As Go's fmt.Sprintf, for the verbs that suit what a template can hold. */
export function formatted(format: string, values: readonly TemplateValue[]): string {
  let used = 0;
  const text = format.replace(
    DIRECTIVE,
    (_, marks: string, width?: string, precision?: string, index?: string, verb?: string) => {
      if (index !== undefined) {
        throw new PrintError('printf: arguments by their number (%[1]d) are not supported here');
      }
      if (width === '*' || precision === '*') {
        throw new PrintError('printf: a width or precision from an argument (%*d) is not supported here');
      }
      if (verb === undefined) return '%!(NOVERB)';
      if (verb === '%') return '%';
      const value = values[used];
      used += 1;
      if (value === undefined) return `%!${verb}(MISSING)`;
      const flags: Flags = {
        minus: marks.includes('-'),
        plus: marks.includes('+'),
        sharp: marks.includes('#'),
        space: marks.includes(' '),
        zero: marks.includes('0') && !marks.includes('-'),
        width: width === undefined ? null : Number(width),
        precision: precision === undefined ? null : Number(precision),
      };
      return directive(verb, value, flags);
    },
  );
  const extra = values.slice(used);
  if (extra.length === 0) return text;
  const listed = extra.map((it) => (it.kind === 'none' ? '<nil>' : `${typeName(it)}=${printed(it)}`));
  return `${text}%!(EXTRA ${listed.join(', ')})`;
}

function directive(verb: string, value: TemplateValue, flags: Flags): string {
  if (verb === 'T') return padded(typeName(value), flags);
  if (value.kind === 'none') return verb === 'v' ? padded('<nil>', flags) : `%!${verb}(<nil>)`;
  switch (value.kind) {
    case 'string':
      return textDirective(verb, value.value, flags) ?? wrongVerb(verb, value, flags);
    case 'int':
    case 'byte':
      return wholeDirective(verb, value.value, flags) ?? wrongVerb(verb, value, flags);
    case 'float':
      return floatDirective(verb, value.value, flags) ?? wrongVerb(verb, value, flags);
    case 'bool':
      return verb === 'v' || verb === 't'
        ? padded(String(value.value), flags)
        : wrongVerb(verb, value, flags);
    default:
      if (verb === 'v' && !flags.sharp && !flags.plus && flags.width === null) return printed(value);
      if (verb === 's' && value.kind === 'labels') return printed(value);
      if (verb === 's' && value.kind === 'time') return padded(printed(value), flags);
      throw new PrintError(`printf: %${verb} of a ${typeName(value)} is not supported here`);
  }
}

function textDirective(verb: string, text: string, flags: Flags): string | null {
  const cut = flags.precision === null ? text : [...text].slice(0, flags.precision).join('');
  switch (verb) {
    case 'v':
      return padded(flags.sharp ? quote(text) : cut, flags);
    case 's':
      return padded(cut, flags);
    case 'q':
      return padded(
        flags.sharp && !/[`\p{Cc}]/u.test(cut.replaceAll('\t', '')) ? `\`${cut}\`` : quote(cut),
        flags,
      );
    case 'x':
    case 'X': {
      const bytes = Buffer.from(text).subarray(0, flags.precision ?? undefined);
      const hex = bytes.toString('hex');
      return padded(
        (flags.sharp && hex !== '' ? '0x' : '') + (verb === 'x' ? hex : hex.toUpperCase()),
        flags,
      );
    }
    default:
      return null;
  }
}

const BASES: Readonly<Record<string, { base: number; prefix: string }>> = {
  v: { base: 10, prefix: '' },
  d: { base: 10, prefix: '' },
  b: { base: 2, prefix: '0b' },
  o: { base: 8, prefix: '0' },
  O: { base: 8, prefix: '' },
  x: { base: 16, prefix: '0x' },
  X: { base: 16, prefix: '0X' },
};

function wholeDirective(verb: string, value: bigint, flags: Flags): string | null {
  if (verb === 'c') return padded(String.fromCodePoint(codePointOf(value)), { ...flags, zero: false });
  if (verb === 'q') return padded(quote(String.fromCodePoint(codePointOf(value)), "'"), flags);
  if (verb === 'U') {
    return padded(`U+${value.toString(16).toUpperCase().padStart(4, '0')}`, { ...flags, zero: false });
  }
  const found = BASES[verb];
  if (found === undefined) return null;
  const negative = value < 0n;
  const plain = (negative ? -value : value).toString(found.base);
  let digits = verb === 'X' ? plain.toUpperCase() : plain;
  if (flags.precision !== null) {
    digits = flags.precision === 0 && value === 0n ? '' : digits.padStart(flags.precision, '0');
    if (digits === '') return padded('', { ...flags, zero: false });
  }
  const prefix = verb === 'O' ? '0o' : flags.sharp ? found.prefix : '';
  return signed(digits, negative, flags, prefix, flags.precision === null);
}

function codePointOf(value: bigint): number {
  return value >= 0n && value <= 0x10ffffn ? Number(value) : 0xfffd;
}

function floatDirective(verb: string, value: number, flags: Flags): string | null {
  if ((verb === 'x' || verb === 'X') && flags.precision === null && !flags.sharp) {
    const text = hexFloat(Math.abs(value));
    const negative = value < 0 || Object.is(value, -0);
    return signed(verb === 'x' ? text : text.toUpperCase(), negative, flags, '', Number.isFinite(value));
  }
  if (verb === 'b' || verb === 'x' || verb === 'X') {
    throw new PrintError(`printf: %${verb} of a number is not supported here with these flags`);
  }
  const kind = verb === 'v' ? 'g' : verb === 'F' ? 'f' : verb.toLowerCase();
  if ((kind !== 'e' && kind !== 'f' && kind !== 'g') || verb === 'V') return null;
  if (flags.sharp) throw new PrintError(`printf: %#${verb} of a number is not supported here`);
  const precision = flags.precision ?? (kind === 'g' ? -1 : 6);
  const text = formatFloat(Math.abs(value), kind, precision).replace(/^\+/, '');
  const written = verb === 'E' || verb === 'G' ? text.replace('e', 'E') : text;
  const negative = value < 0 || Object.is(value, -0);
  const finite = Number.isFinite(value);
  if (Number.isNaN(value)) return signed('NaN', false, { ...flags, zero: false }, '', false);
  const infinite = !finite && !negative && !flags.space;
  return signed(written, negative, { ...flags, plus: flags.plus || infinite }, '', finite);
}

function signed(digits: string, negative: boolean, flags: Flags, prefix: string, zeros: boolean): string {
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  if (!flags.zero || !zeros) return padded(sign + prefix + digits, { ...flags, zero: false });
  const missing = Math.max(0, (flags.width ?? 0) - sign.length - digits.length);
  return sign + prefix + '0'.repeat(missing) + digits;
}

function padded(text: string, { width, minus, zero }: Flags): string {
  const missing = Math.max(0, (width ?? 0) - [...text].length);
  if (missing === 0) return text;
  return minus ? text + ' '.repeat(missing) : (zero ? '0' : ' ').repeat(missing) + text;
}

/** Go shows the value as `%v` would, with the width and precision that were asked for. */
function wrongVerb(verb: string, value: TemplateValue, flags: Flags): string {
  return `%!${verb}(${typeName(value)}=${directive('v', value, flags)})`;
}
