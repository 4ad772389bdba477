/** Go's functions where JavaScript's give another last digit, or another answer at the edges. */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const bits = new DataView(new ArrayBuffer(8));

/** `value = fraction * 2 ** exponent`, the fraction in [½, 1). */
function frexp(value: number): { fraction: number; exponent: number } {
  if (value === 0 || !Number.isFinite(value)) return { fraction: value, exponent: 0 };
  const isSubnormal = Math.abs(value) < 2 ** -1022;
  bits.setFloat64(0, isSubnormal ? value * 2 ** 52 : value);
  const high = bits.getUint32(0);
  const exponent = ((high >>> 20) & 0x7ff) - 1022 - (isSubnormal ? 52 : 0);
  bits.setUint32(0, (high & ~(0x7ff << 20)) | (1022 << 20));
  return { fraction: bits.getFloat64(0), exponent };
}

function ldexp(fraction: number, exponent: number): number {
  if (fraction === 0 || !Number.isFinite(fraction)) return fraction;
  const split = frexp(fraction);
  const total = exponent + split.exponent;
  if (total < -1075) return fraction < 0 ? -0 : 0;
  if (total > 1024) return fraction < 0 ? -Infinity : Infinity;
  // In two steps, so that the factor itself neither overflows nor is rounded.
  if (total < -1021) return split.fraction * 2 ** (total + 60) * 2 ** -60;
  return split.fraction * 2 * 2 ** (total - 1);
}

/**
 * The polynomial is FreeBSD's e_log.c, in the order in which Go evaluates it. For subnormal numbers Go's assembler on
 * amd64 gives something else, and wrong; this is what Go gives everywhere else.
 */
export function log(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x < 0) return Number.NaN;
  if (x === 0) return -Infinity;
  let { fraction, exponent } = frexp(x);
  if (fraction < Math.SQRT2 / 2) {
    fraction *= 2;
    exponent -= 1;
  }
  const f = fraction - 1;
  const s = f / (2 + f);
  const s2 = s * s;
  const s4 = s2 * s2;
  const odd =
    s2 *
    (0.6666666666666735 + s4 * (0.2857142874366239 + s4 * (0.1818357216161805 + s4 * 0.14798198605116586)));
  const even = s4 * (0.3999999999940942 + s4 * (0.22222198432149784 + s4 * 0.15313837699209373));
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + (odd + even)) + exponent * LN2_LOW) - f);
}

/** Exact for powers of two. */
export function log2(x: number): number {
  const { fraction, exponent } = frexp(x);
  if (fraction === 0.5) return exponent - 1;
  return log(fraction) * Math.LOG2E + exponent;
}

/** As Go does it since 1.25: by the natural one. */
export function log10(x: number): number {
  return log(x) * Math.LOG10E;
}

const isOdd = (x: number) => Number.isInteger(x) && Math.abs(x % 2) === 1;

export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (y === 1) return x;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === 0 || !Number.isFinite(x) || !Number.isFinite(y)) return powAtTheEdge(x, y);
  if (y === 0.5) return Math.sqrt(x);
  if (y === -0.5) return 1 / Math.sqrt(x);
  const magnitude = Math.abs(y);
  let whole = Math.trunc(magnitude);
  let rest = magnitude - whole;
  if (rest !== 0 && x < 0) return Number.NaN;
  if (whole >= 2 ** 63) {
    if (x === -1) return 1;
    return Math.abs(x) < 1 === y > 0 ? 0 : Infinity;
  }
  let result = 1;
  let exponent = 0;
  if (rest !== 0) {
    if (rest > 0.5) {
      rest -= 1;
      whole += 1;
    }
    result = Math.exp(rest * log(x));
  }
  let { fraction, exponent: shift } = frexp(x);
  for (let left = whole; left !== 0; left = Math.floor(left / 2)) {
    if (shift < -4096 || shift > 4096) {
      exponent += shift;
      break;
    }
    if (left % 2 === 1) {
      result *= fraction;
      exponent += shift;
    }
    fraction *= fraction;
    shift *= 2;
    if (fraction < 0.5) {
      fraction += fraction;
      shift -= 1;
    }
  }
  return y < 0 ? ldexp(1 / result, -exponent) : ldexp(result, exponent);
}

function powAtTheEdge(x: number, y: number): number {
  if (x === 0) {
    const keepsSign = Object.is(x, -0) && isOdd(y);
    if (y < 0) return keepsSign ? -Infinity : Infinity;
    return keepsSign ? x : 0;
  }
  if (!Number.isFinite(y)) {
    if (x === -1) return 1;
    return Math.abs(x) < 1 === (y === Infinity) ? 0 : Infinity;
  }
  if (x === -Infinity) return powAtTheEdge(-0, -y);
  return y < 0 ? 0 : Infinity;
}

/** An infinity wins over what is no number. */
export function max(x: number, y: number): number {
  return x === Infinity || y === Infinity ? Infinity : Math.max(x, y);
}

export function min(x: number, y: number): number {
  return x === -Infinity || y === -Infinity ? -Infinity : Math.min(x, y);
}
