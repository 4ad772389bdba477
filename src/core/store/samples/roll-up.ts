import {
  type ByteSink,
  type ByteSource,
  byteSink,
  byteSource,
  putByte,
  putCount,
  takeByte,
  takeCount,
  written,
} from './bytes.ts';
import { decimalPlaces, powerOf, putNumbers, putTimes, takeNumbers, takeTimes } from './columns.ts';
import { addPoint, addStaleMark, emptyPoints, isStale, type Points } from './points.ts';

/**
 * What is kept of points that were given up for room: for every minute, or hour, in which there were some,
 * their least, greatest, sum and number, and the last of them with its time. Of a counter also the first,
 * and how far it rose within the time with its resets counted, so that a rate is right across them.
 */
export interface RolledUp {
  /** Start of the minute or hour, epoch milliseconds. */
  startAt: number;
  count: number;
  min: number;
  max: number;
  sum: number;
  last: number;
  lastAt: number;
  /** Of a gauge that was packed the last, and the start: its first is not kept. */
  first: number;
  firstAt: number;
  /** Of a counter: by how much it rose from the first to the last, what it rose before a reset included. */
  rise: number;
  /** The series was seen to be gone after the last. */
  ended: boolean;
}

const COUNTER = 1;

/** @param points of any time, in order; NaN and stale marks count for nothing but an end. */
export function rollUp(points: Points, widthMs: number): RolledUp[] {
  const { times, values, length } = points;
  const numbers = values.subarray(0, length).filter((value) => value - value === 0);
  const places = decimalPlaces(numbers, numbers.length);
  const power = places === null ? 1 : powerOf(places);
  const rolled: RolledUp[] = [];
  let current: RolledUp | undefined;
  for (let index = 0; index < length; index += 1) {
    const at = times[index] ?? 0;
    const value = values[index] ?? 0;
    const startAt = Math.floor(at / widthMs) * widthMs;
    if (Number.isNaN(value)) {
      if (current && isStale(values, index)) current.ended = true;
      continue;
    }
    // Summed as whole numbers where they are decimals: 0.1 and 0.2 are to make 0.3.
    const part = places === null ? value : Math.round(value * power);
    if (!current || current.startAt !== startAt) {
      if (current && places !== null) current.sum /= power;
      current = {
        startAt,
        count: 1,
        min: value,
        max: value,
        sum: part,
        last: value,
        lastAt: at,
        first: value,
        firstAt: at,
        rise: 0,
        ended: false,
      };
      rolled.push(current);
      continue;
    }
    current.count += 1;
    if (value < current.min) current.min = value;
    if (value > current.max) current.max = value;
    current.sum += part;
    current.rise += value < current.last ? value : value - current.last;
    current.last = value;
    current.lastAt = at;
    current.ended = false;
  }
  if (current && places !== null) current.sum /= power;
  for (const bucket of rolled) if (!hadReset(bucket)) bucket.rise = bucket.last - bucket.first;
  return rolled;
}

/** Two that stand for the same series; where both have a time, they become one. */
export function mergeRolledUp(one: readonly RolledUp[], other: readonly RolledUp[]): RolledUp[] {
  const byStart = new Map(one.map((bucket) => [bucket.startAt, bucket]));
  for (const bucket of other) {
    const known = byStart.get(bucket.startAt);
    byStart.set(bucket.startAt, known ? joined(known, bucket) : bucket);
  }
  return [...byStart.values()].sort((a, b) => a.startAt - b.startAt);
}

function joined(one: RolledUp, other: RolledUp): RolledUp {
  const [earlier, later] = one.lastAt <= other.lastAt ? [one, other] : [other, one];
  const between = later.first < earlier.last ? later.first : later.first - earlier.last;
  return {
    ...later,
    count: one.count + other.count,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
    sum: one.sum + other.sum,
    first: earlier.first,
    firstAt: Math.min(one.firstAt, other.firstAt),
    rise: earlier.rise + between + later.rise,
  };
}

export function packRolledUp(rolled: readonly RolledUp[], widthMs: number, isCounter: boolean): Uint8Array {
  const sink = byteSink();
  const { length } = rolled;
  putByte(sink, isCounter ? COUNTER : 0);
  const column = (figure: (bucket: RolledUp) => number) => Float64Array.from(rolled, figure);
  putTimes(
    sink,
    column(({ startAt }) => startAt / widthMs),
    length,
  );
  const put = (figure: (bucket: RolledUp) => number) => putNumbers(sink, column(figure), length);
  put(({ lastAt, startAt }) => lastAt - startAt);
  put(({ last }) => last);
  put(({ count }) => count);
  put(({ min }) => min);
  put(({ max }) => max);
  put(({ sum }) => sum);
  putPlaces(sink, rolled, ({ ended }) => ended);
  if (!isCounter) return written(sink);
  put(({ firstAt, startAt }) => firstAt - startAt);
  put(({ first }) => first);
  putPlaces(sink, rolled, hadReset);
  const resets = rolled.filter(hadReset);
  putNumbers(
    sink,
    Float64Array.from(resets, ({ rise }) => rise),
    resets.length,
  );
  return written(sink);
}

export function unpackRolledUp(
  chunk: { data: Uint8Array; fromAt: number; count: number },
  widthMs: number,
): RolledUp[] {
  const source = byteSource(chunk.data);
  const { count: length } = chunk;
  const isCounter = takeByte(source) === COUNTER;
  const starts = new Float64Array(length);
  takeTimes(source, chunk.fromAt / widthMs, starts, 0, length);
  const take = (many = length) => {
    const column = new Float64Array(many);
    takeNumbers(source, column, 0, many);
    return column;
  };
  const [lastAts, lasts, counts, mins, maxs, sums] = [take(), take(), take(), take(), take(), take()];
  const ended = takePlaces(source, length);
  const firstAts = isCounter ? take() : lastAts;
  const firsts = isCounter ? take() : lasts;
  const resets = isCounter ? takePlaces(source, length) : new Set<number>();
  const rises = isCounter ? take(resets.size) : new Float64Array(0);
  let reset = 0;
  return Array.from({ length }, (_, index) => {
    const startAt = (starts[index] ?? 0) * widthMs;
    const [first, last] = [firsts[index] ?? 0, lasts[index] ?? 0];
    return {
      startAt,
      count: counts[index] ?? 0,
      min: mins[index] ?? 0,
      max: maxs[index] ?? 0,
      sum: sums[index] ?? 0,
      last,
      lastAt: startAt + (lastAts[index] ?? 0),
      first,
      firstAt: isCounter ? startAt + (firstAts[index] ?? 0) : startAt,
      rise: resets.has(index) ? (rises[reset++] ?? 0) : last - first,
      ended: ended.has(index),
    };
  });
}

/** The last value not after `at`, without unpacking the rest. */
export function lastIn(
  chunk: { data: Uint8Array; fromAt: number; count: number },
  widthMs: number,
  at: number,
): { at: number; value: number } | undefined {
  const source = byteSource(chunk.data);
  const { count: length } = chunk;
  takeByte(source);
  const [starts, lastAts, lasts] = [
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length),
  ];
  takeTimes(source, chunk.fromAt / widthMs, starts, 0, length);
  takeNumbers(source, lastAts, 0, length);
  takeNumbers(source, lasts, 0, length);
  for (let index = length - 1; index >= 0; index -= 1) {
    const lastAt = (starts[index] ?? 0) * widthMs + (lastAts[index] ?? 0);
    if (lastAt <= at) return { at: lastAt, value: lasts[index] ?? 0 };
  }
  return undefined;
}

/**
 * Points that tell what is left of a series. Of a gauge its least, its greatest and its last, so that no
 * breach is lost; of a counter the first and the last, and where it was reset the height it came to before,
 * so that what it rose by is what it really rose by. Those of an hour are filled up, with its mean or evenly,
 * so that they do not read as gaps.
 */
export function pointsOf(rolled: readonly RolledUp[], isCounter: boolean): Points {
  const points = emptyPoints(rolled.length * 3);
  for (const bucket of rolled) {
    if (isCounter) addCounter(points, bucket);
    else addGauge(points, bucket);
    if (bucket.ended) addStaleMark(points, bucket.lastAt + 1);
  }
  return points;
}

/** PromQL looks back five minutes: what is further apart would read as a gap. */
const APART_MS = 240_000;

function addGauge(points: Points, { startAt, lastAt, min, max, last, sum, count }: RolledUp): void {
  const span = lastAt - startAt;
  const between = [...(min === last ? [] : [min]), ...(max === last ? [] : [max])];
  while ((between.length + 1) * APART_MS < span) between.push(sum / count);
  const stepMs = span / (between.length + 1);
  for (const [index, value] of between.entries()) {
    const at = startAt + Math.floor(stepMs * (index + 1));
    if (at > startAt && at < lastAt && stepMs >= 1) addPoint(points, at, value);
  }
  addPoint(points, lastAt, last);
}

/** As if it had risen evenly; where it was reset it comes to its height first, and then to nothing. */
function addCounter(points: Points, bucket: RolledUp): void {
  const { first, firstAt, last, lastAt, rise } = bucket;
  const span = lastAt - firstAt;
  const reset = hadReset(bucket);
  /** How far it rose before the reset; by far the most of times: all the way. */
  const before = reset ? rise - last : rise;
  const resetAt = reset
    ? Math.min(lastAt - 2, firstAt + Math.max(1, Math.floor((span * before) / rise)))
    : lastAt;
  if (span > 0) addPoint(points, firstAt, first);
  const steps = Math.floor(span / APART_MS);
  for (let step = 1, hasReset = !reset; step <= steps + 1; step += 1) {
    const at = firstAt + Math.floor((span * step) / (steps + 1));
    if (!hasReset && at >= resetAt && resetAt > firstAt) {
      addPoint(points, resetAt, first + before);
      addPoint(points, resetAt + 1, 0);
      hasReset = true;
    }
    if (step > steps || at <= (points.times[points.length - 1] ?? 0)) continue;
    const risen = (rise * (at - firstAt)) / span;
    addPoint(
      points,
      at,
      at < resetAt ? Math.min(first + risen, first + before) : Math.min(last, Math.max(0, risen - before)),
    );
  }
  addPoint(points, lastAt, last);
}

/** Sums of differences are not exact to the last bit, and a reset is more than that. */
function hadReset({ rise, first, last }: RolledUp): boolean {
  return rise - (last - first) > 1e-9 * Math.max(1, Math.abs(last), Math.abs(first));
}

function putPlaces(
  sink: ByteSink,
  rolled: readonly RolledUp[],
  isMeant: (bucket: RolledUp) => boolean,
): void {
  const places = rolled.flatMap((bucket, index) => (isMeant(bucket) ? [index] : []));
  putCount(sink, places.length);
  let before = 0;
  for (const place of places) {
    putCount(sink, place - before);
    before = place;
  }
}

function takePlaces(source: ByteSource, most: number): Set<number> {
  const places = new Set<number>();
  let place = 0;
  for (let left = Math.min(takeCount(source), most); left > 0; left -= 1) {
    place += takeCount(source);
    places.add(place);
  }
  return places;
}
