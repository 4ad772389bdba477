/**
 * Sine and its like with Go's polynomials (package math of Go, BSD licence, after Cephes by Stephen L. Moshier), so
 * that the last digit agrees with Prometheus. `exp` is JavaScript's: Go's own depends on the processor.
 */
import { log } from './go-math.ts';

const { abs, exp, log1p, PI, sqrt } = Math;

/** Evaluates a polynomial, the highest power's coefficient first. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = coefficients[0] ?? 0;
  for (let at = 1; at < coefficients.length; at += 1) sum = sum * x + (coefficients[at] as number);
  return sum;
}

const SIN = [
  1.5896230157654656e-10, -2.5050747762857807e-8, 2.7557313621385722e-6, -0.0001984126982958954,
  0.008333333333322118, -0.1666666666666663,
];
const COS = [
  -1.1358536521387682e-11, 2.087570084197473e-9, -2.755731417929674e-7, 2.4801587288851704e-5,
  -0.0013888888888873056, 0.041666666666666595,
];
const TAN_P = [-13093.693918138379, 1153516.6483858742, -17956525.197648488];
const TAN_Q = [1, 13681.296347069296, -1320892.3444021097, 25008380.18233579, -53869575.592945464];
const ATAN_P = [
  -0.8750608600031904, -16.157537187333652, -75.00855792314705, -122.88666844901361, -64.85021904942025,
];
const ATAN_Q = [
  1, 24.858464901423062, 165.02700983169885, 432.88106049129027, 485.3903996359137, 194.5506571482614,
];
const TANH_P = [-0.9643991794250523, -99.28772310019185, -1614.6876844170845];
const TANH_Q = [1, 112.81167849163293, 2235.4883906010045, 4844.063053251255];
const SINH_P = [-26.30563213397497, -2894.211355989564, -89912.72022039509, -630767.3640497717];
const SINH_Q = [1, -173.6789535582337, 15215.17378790019, -630767.3640497717];

/** π/4 in three parts, so that the reduction loses nothing. */
const QUARTER_PI = [0.7853981256484985, 3.774894707930798e-8, 2.6951514290790595e-15] as const;
/** From here on π/4 in three parts is not enough. */
const LARGE = 2 ** 29;

/** Which eighth of the circle (even, the zeros mapped to the origin), and how far into it. */
function reduced(x: number): { octant: number; rest: number } {
  if (x >= LARGE) return reducedLarge(x);
  let octant = Math.trunc(x * (4 / PI));
  if (octant % 2 === 1) octant += 1;
  const [high, middle, low] = QUARTER_PI;
  return { octant: octant % 8, rest: x - octant * high - octant * middle - octant * low };
}

/** 4/π, 20 words of 64 bits after the point. */
const FOUR_OVER_PI = BigInt(
  '0x145f306dc9c882a53f84eafa3ea69bb81b6c52b3278872083fca2c757bd778ac36e48dc74849ba5c00c925dd413a32439' +
    'fc3bd63962534e7dd1046bea5d768909d338e04d68befc827323ac7306a673e93908bf177bf250763ff12fffbc0b301f' +
    'de5e2316b414da3eda6cfd9e4f96136e9e8c7ecd3cbfd45aea4f758fd7cbe2f67a0e73ef14a525d4d7f6bf623f1aba10' +
    'ac06608df8f6d757',
);
const FOUR_OVER_PI_BITS = 19 * 64;

/** Payne and Hanek: only the digits of 4/π that matter are multiplied. */
function reducedLarge(x: number): { octant: number; rest: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const raw = bits.getBigUint64(0);
  const exponent = Number(raw >> 52n) - 1075;
  const mantissa = (raw & (2n ** 52n - 1n)) | (2n ** 52n);
  // Three words of 4/π from the digit whose product with the mantissa counts eighths.
  const shift = FOUR_OVER_PI_BITS - (exponent + 61) - 128;
  const digits =
    (shift >= 0 ? FOUR_OVER_PI >> BigInt(shift) : FOUR_OVER_PI << BigInt(-shift)) & (2n ** 192n - 1n);
  const word = (at: bigint) => (digits >> (at * 64n)) & (2n ** 64n - 1n);
  const product = ((word(2n) * mantissa) << 64n) + word(1n) * mantissa + ((word(0n) * mantissa) >> 64n);
  const counted = product & (2n ** 128n - 1n);
  const octant = Number(counted >> 125n);
  const fraction = (counted << 3n) & (2n ** 128n - 1n);
  const rest = fractionOf(fraction);
  return octant % 2 === 1
    ? { octant: (octant + 1) % 8, rest: (rest - 1) * (PI / 4) }
    : { octant, rest: rest * (PI / 4) };
}

/** 128 bits after the point, cut to the 53 that a number holds. */
function fractionOf(fraction: bigint): number {
  if (fraction === 0n) return 0;
  const length = fraction.toString(2).length;
  const cut = BigInt(Math.max(0, length - 53));
  return Number(fraction >> cut) * 2 ** (Number(cut) - 128);
}

const sinOf = (z: number, square: number) => z + z * square * polynomial(square, SIN);
const cosOf = (square: number) => 1 - 0.5 * square + square * square * polynomial(square, COS);

export function sin(x: number): number {
  if (x === 0 || Number.isNaN(x)) return x;
  if (abs(x) === Infinity) return Number.NaN;
  const { octant, rest } = reduced(abs(x));
  const square = rest * rest;
  const value = octant % 4 === 2 ? cosOf(square) : sinOf(rest, square);
  return octant > 3 !== x < 0 ? -value : value;
}

export function cos(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const { octant, rest } = reduced(abs(x));
  const square = rest * rest;
  const value = octant % 4 === 2 ? sinOf(rest, square) : cosOf(square);
  return octant > 3 !== octant % 4 > 1 ? -value : value;
}

export function tan(x: number): number {
  if (x === 0 || Number.isNaN(x)) return x;
  if (abs(x) === Infinity) return Number.NaN;
  const { octant, rest } = reduced(abs(x));
  const square = rest * rest;
  let value = rest;
  if (square > 1e-14) value += rest * ((square * polynomial(square, TAN_P)) / polynomial(square, TAN_Q));
  if (octant % 4 === 2) value = -1 / value;
  return x < 0 ? -value : value;
}

/** π/2 is this much more than the nearest number. */
const MORE_BITS = 6.123233995736766e-17;
const TAN_3_PI_8 = 2.414213562373095;

function arcTangent(x: number): number {
  const square = x * x;
  return x * ((square * polynomial(square, ATAN_P)) / polynomial(square, ATAN_Q)) + x;
}

function positiveAtan(x: number): number {
  if (x <= 0.66) return arcTangent(x);
  if (x > TAN_3_PI_8) return PI / 2 - arcTangent(1 / x) + MORE_BITS;
  return PI / 4 + arcTangent((x - 1) / (x + 1)) + 0.5 * MORE_BITS;
}

export function atan(x: number): number {
  if (x === 0) return x;
  return x > 0 ? positiveAtan(x) : -positiveAtan(-x);
}

export function atan2(y: number, x: number): number {
  // Where one is zero or infinite the two libraries agree.
  if (y === 0 || x === 0 || !Number.isFinite(x) || !Number.isFinite(y)) return Math.atan2(y, x);
  const angle = atan(y / x);
  if (x > 0) return angle;
  return angle <= 0 ? angle + PI : angle - PI;
}

export function asin(x: number): number {
  if (x === 0) return x;
  const magnitude = abs(x);
  if (!(magnitude <= 1)) return Number.NaN;
  const other = sqrt(1 - magnitude * magnitude);
  const value = magnitude > 0.7 ? PI / 2 - positiveAtan(other / magnitude) : positiveAtan(magnitude / other);
  return x < 0 ? -value : value;
}

export const acos = (x: number) => PI / 2 - asin(x);

export function sinh(x: number): number {
  const magnitude = abs(x);
  let value: number;
  if (magnitude > 21) value = exp(magnitude) * 0.5;
  else if (magnitude > 0.5) value = (exp(magnitude) - 1 / exp(magnitude)) * 0.5;
  else {
    const square = magnitude * magnitude;
    value = (polynomial(square, SINH_P) * magnitude) / polynomial(square, SINH_Q);
  }
  return x < 0 ? -value : value;
}

export function cosh(x: number): number {
  const grown = exp(abs(x));
  return abs(x) > 21 ? grown * 0.5 : (grown + 1 / grown) * 0.5;
}

/** From here on tanh is 1: half of ln(2^127). */
const TANH_IS_ONE = 0.5 * 88.02969193111305;

export function tanh(x: number): number {
  const magnitude = abs(x);
  if (magnitude > TANH_IS_ONE) return x < 0 ? -1 : 1;
  if (magnitude >= 0.625) {
    const value = 1 - 2 / (exp(2 * magnitude) + 1);
    return x < 0 ? -value : value;
  }
  if (x === 0) return x;
  const square = x * x;
  return x + (x * square * polynomial(square, TANH_P)) / polynomial(square, TANH_Q);
}

const HUGE = 2 ** 28;

export function asinh(x: number): number {
  const magnitude = abs(x);
  if (!Number.isFinite(x) || magnitude < 1 / HUGE) return x;
  let value: number;
  if (magnitude > HUGE) value = log(magnitude) + Math.LN2;
  else if (magnitude > 2) value = log(2 * magnitude + 1 / (sqrt(magnitude * magnitude + 1) + magnitude));
  else {
    const square = magnitude * magnitude;
    value = log1p(magnitude + square / (1 + sqrt(1 + square)));
  }
  return x < 0 ? -value : value;
}

export function acosh(x: number): number {
  if (!(x >= 1)) return Number.NaN;
  if (x === 1) return 0;
  if (x >= HUGE) return log(x) + Math.LN2;
  if (x > 2) return log(2 * x - 1 / (x + sqrt(x * x - 1)));
  const more = x - 1;
  return log1p(more + sqrt(2 * more + more * more));
}

export function atanh(x: number): number {
  const magnitude = abs(x);
  if (!(magnitude <= 1)) return Number.NaN;
  if (magnitude === 1) return x * Infinity;
  if (magnitude < 1 / HUGE) return x;
  let value: number;
  if (magnitude >= 0.5) value = 0.5 * log1p((magnitude + magnitude) / (1 - magnitude));
  else {
    const twice = magnitude + magnitude;
    value = 0.5 * log1p(twice + (twice * magnitude) / (1 - magnitude));
  }
  return x < 0 ? -value : value;
}
