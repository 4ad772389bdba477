import {
  type ByteSink,
  type ByteSource,
  putByte,
  putCount,
  putSigned,
  takeByte,
  takeCount,
  takeSigned,
} from './bytes.ts';
import { isStaleHigh, STALE_HIGH, STALE_LOW, wordsOf } from './points.ts';

/**
 * How columns of times and of numbers are packed. Times by the differences of their differences, which are
 * 0 while the interval is kept. Numbers that are decimals of a few places, as nearly all that is measured
 * are, by the differences of the whole numbers they are ten-to-a-power times; others by the bytes in which
 * they differ from the one before (the idea of Gorilla, Pelkonen et al., VLDB 2015, by bytes for the sake
 * of speed). Runs of "the same again" take two bytes however long they are. Every bit comes back.
 */
const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
const MOST_PLACES = POWERS.length - 1;
/** Differences of such whole numbers can be doubled and stay exact. */
const LARGEST = 2 ** 50;
/** In place of a number of decimal places. */
const BY_BYTES = 255;

/** What is no finite number, and the negative zero, are told beside the others. */
const SPECIAL = { nan: 0, stale: 1, infinite: 2, negativeInfinite: 3, negativeZero: 4 } as const;

/** Whole numbers in order, the first apart: `first` is not written. */
export function putTimes(sink: ByteSink, times: Float64Array, length: number): void {
  putChanges(sink, 1, length, (index) => (times[index] ?? 0) - (times[index - 1] ?? 0));
}

export function takeTimes(
  source: ByteSource,
  first: number,
  times: Float64Array,
  offset: number,
  length: number,
): void {
  let at = first;
  let delta = 0;
  let zeros = 0;
  times[offset] = at;
  for (let index = 1; index < length; index += 1) {
    if (zeros > 0) zeros -= 1;
    else {
      const change = takeSigned(source);
      if (change === 0) zeros = takeCount(source);
      else delta += change;
    }
    at += delta;
    times[offset + index] = at;
  }
}

export function putNumbers(sink: ByteSink, column: Float64Array, length: number): void {
  const values = putSpecials(sink, column, length);
  const places = decimalPlaces(values, length);
  putByte(sink, places ?? BY_BYTES);
  if (places === null) putByBytes(sink, values, length);
  else putDecimals(sink, values, length, POWERS[places] ?? 1);
}

export function takeNumbers(source: ByteSource, values: Float64Array, offset: number, length: number): void {
  // What is damaged may say anything; it must not be believed for ever.
  const specials = Math.min(takeCount(source), length);
  const places: number[] = [];
  let place = 0;
  for (let index = 0; index < specials; index += 1) {
    place += takeCount(source);
    places.push(place, takeByte(source));
  }
  const kind = takeByte(source);
  if (kind === BY_BYTES) takeByBytes(source, values, offset, length);
  else takeDecimals(source, values, offset, length, POWERS[kind] ?? 1);
  const words = wordsOf(values);
  for (let index = 0; index < places.length; index += 2) {
    const at = places[index] ?? 0;
    if (at < length) setSpecial(values, words, offset + at, places[index + 1] ?? 0);
  }
}

/** The fewest decimal places that tell every value exactly; null when more than nine are needed. */
export function decimalPlaces(values: Float64Array, length: number): number | null {
  let places = 0;
  let power = 1;
  let largest = 0;
  for (let index = 0; index < length; index += 1) {
    const value = values[index] ?? 0;
    const size = Math.abs(value);
    if (size > largest) largest = size;
    while (Math.round(value * power) / power !== value) {
      places += 1;
      if (places > MOST_PLACES) return null;
      power = POWERS[places] ?? 1;
    }
  }
  return largest * power > LARGEST ? null : places;
}

/** Ten to the number of places. */
export function powerOf(places: number): number {
  return POWERS[places] ?? 1;
}

/** Writes what is no plain number, and gives the column with the number before in its place. */
function putSpecials(sink: ByteSink, column: Float64Array, length: number): Float64Array {
  let plain = column;
  let last = 0;
  const found: number[] = [];
  for (let index = 0; index < length; index += 1) {
    const value = column[index] ?? 0;
    if (value - value === 0 && !(value === 0 && 1 / value < 0)) {
      last = value;
      continue;
    }
    if (plain === column) plain = column.slice(0, length);
    found.push(index);
    plain[index] = last;
  }
  putCount(sink, found.length);
  let before = 0;
  for (const index of found) {
    putCount(sink, index - before);
    putByte(sink, specialOf(column, index));
    before = index;
  }
  return plain;
}

function specialOf(column: Float64Array, index: number): number {
  const value = column[index] ?? 0;
  if (value === Number.POSITIVE_INFINITY) return SPECIAL.infinite;
  if (value === Number.NEGATIVE_INFINITY) return SPECIAL.negativeInfinite;
  if (value === 0) return SPECIAL.negativeZero;
  const words = new Uint32Array(column.buffer, column.byteOffset + index * 8, 2);
  return words[0] === STALE_LOW && isStaleHigh(words[1] ?? 0) ? SPECIAL.stale : SPECIAL.nan;
}

function setSpecial(values: Float64Array, words: Uint32Array, index: number, special: number): void {
  if (special === SPECIAL.stale) {
    words[index * 2] = STALE_LOW;
    words[index * 2 + 1] = STALE_HIGH;
  } else if (special === SPECIAL.infinite) values[index] = Number.POSITIVE_INFINITY;
  else if (special === SPECIAL.negativeInfinite) values[index] = Number.NEGATIVE_INFINITY;
  else values[index] = special === SPECIAL.negativeZero ? -0 : Number.NaN;
}

function putDecimals(sink: ByteSink, values: Float64Array, length: number, power: number): void {
  putChanges(sink, 0, length, (index) => Math.round((values[index] ?? 0) * power));
}

/** By how much each is more than the one before it, the first more than 0; what stays the same is counted. */
function putChanges(sink: ByteSink, from: number, length: number, numberAt: (index: number) => number): void {
  let before = 0;
  let zeros = 0;
  for (let index = from; index < length; index += 1) {
    const next = numberAt(index);
    const change = next - before;
    before = next;
    if (change === 0) {
      zeros += 1;
      continue;
    }
    if (zeros > 0) putRun(sink, zeros);
    zeros = 0;
    putSigned(sink, change);
  }
  if (zeros > 0) putRun(sink, zeros);
}

function takeDecimals(
  source: ByteSource,
  values: Float64Array,
  offset: number,
  length: number,
  power: number,
): void {
  let whole = 0;
  let zeros = 0;
  for (let index = 0; index < length; index += 1) {
    if (zeros > 0) zeros -= 1;
    else {
      const change = takeSigned(source);
      if (change === 0) zeros = takeCount(source);
      else whole += change;
    }
    values[offset + index] = whole / power;
  }
}

/** A byte that says which bytes differ (the first of them, and how many), and those. */
function putByBytes(sink: ByteSink, values: Float64Array, length: number): void {
  const words = wordsOf(values);
  let [low, high] = [0, 0];
  let same = 0;
  for (let index = 0; index < length; index += 1) {
    const nextLow = words[index * 2] ?? 0;
    const nextHigh = words[index * 2 + 1] ?? 0;
    const lowBits = nextLow ^ low;
    const highBits = nextHigh ^ high;
    low = nextLow;
    high = nextHigh;
    if (lowBits === 0 && highBits === 0) {
      same += 1;
      continue;
    }
    if (same > 0) putRun(sink, same);
    same = 0;
    const first = lowBits === 0 ? 4 + (trailingZeros(highBits) >>> 3) : trailingZeros(lowBits) >>> 3;
    const last = highBits === 0 ? 3 - (Math.clz32(lowBits) >>> 3) : 7 - (Math.clz32(highBits) >>> 3);
    putByte(sink, (first << 4) | (last - first + 1));
    for (let place = first; place <= last; place += 1) {
      putByte(sink, place < 4 ? (lowBits >>> (place * 8)) & 255 : (highBits >>> ((place - 4) * 8)) & 255);
    }
  }
  if (same > 0) putRun(sink, same);
}

function takeByBytes(source: ByteSource, values: Float64Array, offset: number, length: number): void {
  const words = wordsOf(values);
  let [low, high] = [0, 0];
  let same = 0;
  for (let index = offset; index < offset + length; index += 1) {
    if (same > 0) same -= 1;
    else {
      const control = takeByte(source);
      if (control === 0) same = takeCount(source);
      else {
        const first = control >>> 4;
        const end = first + (control & 15);
        for (let place = first; place < end; place += 1) {
          const byte = takeByte(source);
          if (place < 4) low ^= byte << (place * 8);
          else high ^= byte << ((place - 4) * 8);
        }
      }
    }
    words[index * 2] = low;
    words[index * 2 + 1] = high;
  }
}

/** "The same again" so many times: a zero, and how many more. */
function putRun(sink: ByteSink, times: number): void {
  putByte(sink, 0);
  putCount(sink, times - 1);
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}
