/** The digits of a number and where its point is: `0.d₁d₂d₃… × 10^point`. */
interface Decimal {
  digits: string;
  point: number;
}

export type FloatVerb = 'e' | 'f' | 'g';

/**
 * A float as Go's strconv.FormatFloat writes it. JavaScript rounds ties up where Go rounds to even, so digits
 * beyond the shortest come from the exact value.
 *
 * @param precision digits after the point (`e`, `f`) or in all (`g`); -1 for the fewest that give the number back
 */
export function formatFloat(value: number, verb: FloatVerb, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  const shortest = precision < 0;
  const wanted = verb === 'g' && precision === 0 ? 1 : precision;
  const decimal = shortest ? shortestDecimal(size) : exactDecimal(size);
  if (verb === 'f') {
    const rounded = shortest ? decimal : roundTo(decimal, decimal.point + wanted);
    const places = shortest ? Math.max(0, rounded.digits.length - rounded.point) : wanted;
    return sign + fixed(rounded, places);
  }
  if (verb === 'e') {
    const rounded = shortest ? decimal : roundTo(decimal, wanted + 1);
    return sign + exponential(rounded, shortest ? Math.max(0, rounded.digits.length - 1) : wanted);
  }
  const rounded = shortest ? decimal : roundTo(decimal, wanted);
  const exponent = rounded.point - 1;
  const digits = rounded.digits.length;
  let limit = shortest ? 6 : wanted;
  if (!shortest && limit > digits && digits >= rounded.point) limit = digits;
  if (size !== 0 && (exponent < -4 || exponent >= limit)) {
    return sign + exponential(rounded, Math.max(0, digits - 1));
  }
  return sign + fixed(rounded, Math.max(0, digits - rounded.point));
}

function shortestDecimal(size: number): Decimal {
  if (size === 0) return { digits: '', point: 0 };
  const [mantissa = '', exponent = '0'] = size.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

/** Every digit of a double: it is a whole number over a power of two. */
function exactDecimal(size: number): Decimal {
  if (size === 0) return { digits: '', point: 0 };
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const exponent = Math.max(biased, 1) - 1075;
  const places = Math.max(0, -exponent);
  const whole = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(places);
  const text = whole.toString();
  return { digits: text.replace(/0+$/, ''), point: text.length - places };
}

/** Half to even, as Go rounds. */
function roundTo({ digits, point }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return { digits: '', point: 0 };
  const kept = digits.slice(0, count);
  const rest = digits.slice(count);
  const isTie = /^50*$/.test(rest);
  const lastIsOdd = count > 0 && Number(kept[count - 1]) % 2 === 1;
  const up = isTie ? lastIsOdd : rest.charCodeAt(0) >= 53;
  if (!up) return trimmed(kept, point);
  const raised = count === 0 ? '1' : (BigInt(kept) + 1n).toString().padStart(count, '0');
  return trimmed(raised, point + raised.length - count);
}

function trimmed(digits: string, point: number): Decimal {
  const kept = digits.replace(/0+$/, '');
  return { digits: kept, point: kept === '' ? 0 : point };
}

function fixed({ digits, point }: Decimal, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (places === 0) return whole;
  const fraction = `${'0'.repeat(Math.max(0, -point))}${digits.slice(Math.max(0, point))}`;
  return `${whole}.${fraction.slice(0, places).padEnd(places, '0')}`;
}

function exponential({ digits, point }: Decimal, places: number): string {
  const exponent = digits === '' ? 0 : point - 1;
  const first = digits[0] ?? '0';
  const rest = digits.slice(1).padEnd(places, '0').slice(0, places);
  const written = Math.abs(exponent).toString().padStart(2, '0');
  return `${first}${places > 0 ? `.${rest}` : ''}e${exponent < 0 ? '-' : '+'}${written}`;
}

/** As Go's strconv.ParseFloat; null for what is no number. */
export function parseFloatText(text: string): number | null {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** As Go writes a float in hexadecimal, with as few digits as it takes: `0x1.8p+01`. */
export function hexFloat(size: number): string {
  if (!Number.isFinite(size)) return formatFloat(size, 'g', -1);
  if (size === 0) return '0x0p+00';
  const exponent = exponentOf(size);
  // Two steps: 2 to the power of what a denormal number needs is no number itself.
  const scaled = exponent < -1022 ? (size * 2 ** 60) / 2 ** (exponent + 60) : size / 2 ** exponent;
  const fraction = (scaled - 1) * 2 ** 52;
  const digits = BigInt(fraction).toString(16).padStart(13, '0').replace(/0+$/, '');
  const sign = exponent < 0 ? '-' : '+';
  return `0x1${digits === '' ? '' : `.${digits}`}p${sign}${Math.abs(exponent).toString().padStart(2, '0')}`;
}

/** The power of two of the highest bit. */
function exponentOf(size: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  const biased = (view.getUint32(0) >>> 20) & 0x7ff;
  return biased === 0 ? exponentOf(size * 2 ** 60) - 60 : biased - 1023;
}
