import { quote } from '../../../promql/index.ts';
import { formatFloat, hexFloat } from './numbers.ts';
import { PrintError, printed } from './print.ts';
import { type TemplateValue, typeName } from './values.ts';

interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  width: number | null;
  precision: number | null;
}

/** Go refuses widths and argument numbers beyond this; it looks before it takes the last digit. */
const MOST = 1_000_000;
const isTooLarge = (digits: string) => Number(digits.slice(0, -1)) > MOST;

/** As Go's fmt.Sprintf, for the verbs that suit what a template can hold. */
export function formatted(format: string, values: readonly TemplateValue[]): string {
  const { length } = format;
  let text = '';
  let at = 0;
  /** Which argument comes next. */
  let next = 0;
  let reordered = false;
  let goodIndex = true;

  /** `[3]` names the argument; whether it did. */
  const argumentNumber = (): boolean => {
    if (format[at] !== '[') return false;
    reordered = true;
    const close = length - at < 3 ? -1 : format.indexOf(']', at + 1);
    const digits = close < 0 ? '' : format.slice(at + 1, close);
    const isNumber = /^[0-9]+$/.test(digits) && !isTooLarge(digits);
    at = close < 0 ? at + 1 : close + 1;
    const index = Number(digits) - 1;
    if (isNumber && index >= 0 && index < values.length) {
      next = index;
      return true;
    }
    goodIndex = false;
    return isNumber;
  };
  const digitsHere = (): number | null => {
    const digits = /^[0-9]*/.exec(format.slice(at))?.[0] ?? '';
    at += digits.length;
    if (digits === '') return null;
    if (!isTooLarge(digits)) return Number(digits);
    at = length;
    return null;
  };
  /** A width or precision that is an argument of its own. */
  const numberFromArgument = (): number | null => {
    const value = values[next];
    if (value === undefined) return null;
    next += 1;
    if (value.kind !== 'int' && value.kind !== 'byte') return null;
    return Math.abs(Number(value.value)) <= MOST ? Number(value.value) : null;
  };

  while (at < length) {
    const percent = format.indexOf('%', at);
    text += format.slice(at, percent < 0 ? length : percent);
    if (percent < 0) break;
    at = percent + 1;
    goodIndex = true;
    const marks = /^[-+# 0]*/.exec(format.slice(at))?.[0] ?? '';
    at += marks.length;
    const flags: Flags = {
      minus: marks.includes('-'),
      plus: marks.includes('+'),
      sharp: marks.includes('#'),
      space: marks.includes(' '),
      zero: marks.includes('0'),
      width: null,
      precision: null,
    };
    let afterIndex = argumentNumber();
    if (format[at] === '*') {
      at += 1;
      const width = numberFromArgument();
      if (width === null) text += '%!(BADWIDTH)';
      else if (width < 0) Object.assign(flags, { minus: true, zero: false });
      flags.width = width === null ? null : Math.abs(width);
      afterIndex = false;
    } else {
      flags.width = digitsHere();
      if (afterIndex && flags.width !== null) goodIndex = false;
    }
    if (format[at] === '.') {
      at += 1;
      if (afterIndex) goodIndex = false;
      afterIndex = argumentNumber();
      if (format[at] === '*') {
        at += 1;
        const precision = numberFromArgument();
        if (precision === null || precision < 0) text += '%!(BADPREC)';
        else flags.precision = precision;
        afterIndex = false;
      } else flags.precision = digitsHere() ?? 0;
    }
    if (!afterIndex) argumentNumber();
    if (at >= length) {
      text += '%!(NOVERB)';
      break;
    }
    const verb = String.fromCodePoint(format.codePointAt(at) ?? 0);
    at += verb.length;
    const value = values[next];
    if (verb === '%') text += '%';
    else if (!goodIndex) text += `%!${verb}(BADINDEX)`;
    else if (value === undefined) text += `%!${verb}(MISSING)`;
    else {
      text += directive(verb, value, flags.minus ? { ...flags, zero: false } : flags);
      next += 1;
    }
  }
  const extra = reordered ? [] : values.slice(next);
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
