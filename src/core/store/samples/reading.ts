import { addRolledUp, addToBuckets, type Buckets, emptyBuckets } from './buckets.ts';
import { type Chunks, chunkOf, type WidthMs } from './chunks.ts';
import type { EarlierSamples } from './earlier.ts';
import type { SampleLog } from './log.ts';
import { emptyPoints, firstNotBefore, isStale, mergePoints, type Points, within } from './points.ts';
import { unpackPoints } from './raw-chunk.ts';
import { pointsOf, type RolledUp } from './roll-up.ts';
import type { KnownSeries } from './series.ts';

/** What is kept of one series, wherever it is kept. */
export interface Reading {
  /** As it was recorded, within [from, to]; of old parts what tells them best. */
  points(series: KnownSeries, from: number, to: number): Points;
  /** In `count` equal parts of [from, to). */
  buckets(series: KnownSeries, range: { from: number; to: number; count: number; until: number }): Buckets;
  /** The newest in [from, at], unless the series had ended by then. */
  newest(series: KnownSeries, from: number, at: number): { at: number; value: number } | undefined;
  /** Sum, count and first time of what is within [from, to). */
  total(
    series: KnownSeries,
    from: number,
    to: number,
  ): { count: number; sum: number; firstAt: number | null };
}

interface Parts {
  raw: Points;
  rolled: { widthMs: WidthMs; buckets: RolledUp[] }[];
}

export function createReading(options: { chunks: Chunks; log: SampleLog; earlier: EarlierSamples }): Reading {
  const { chunks, log, earlier } = options;

  /** Everything within [from, to], raw and rolled up apart; none of it is in both. */
  const parts = ({ id }: KnownSeries, from: number, to: number): Parts => {
    log.sync();
    const packed = emptyPoints(0);
    chunks.read(id, from, to, packed);
    let raw = within(packed, from, to);
    const old = earlier.points(id, from, to);
    if (old) raw = mergePoints(old, raw);
    const pending = log.points(id);
    if (pending) raw = mergePoints(raw, within(pending, from, to));
    const rolled = chunks
      .rolledUp(id, from, to)
      .map(({ widthMs, buckets }) => ({
        widthMs,
        buckets: buckets.filter(({ startAt, lastAt }) => lastAt >= from && startAt <= to),
      }))
      .filter(({ buckets }) => buckets.length > 0);
    return { raw, rolled };
  };

  /** The newest point of a chunk's or the log's not after `at`. */
  const lastOf = (points: Points, at: number) => {
    const index = firstNotBefore(points.times, points.length, at + 1) - 1;
    if (index < 0) return undefined;
    const value = points.values[index] ?? 0;
    return { at: points.times[index] ?? 0, value, ended: isStale(points.values, index) };
  };

  return {
    points(series, from, to) {
      const { raw, rolled } = parts(series, from, to);
      if (rolled.length === 0) return raw;
      let old = emptyPoints(0);
      for (const { buckets } of rolled) old = mergePoints(old, pointsOf(buckets, series.isCounter));
      return mergePoints(within(old, from, to), raw);
    },
    buckets(series, { from, to, count, until }) {
      const result = emptyBuckets(from, (to - from) / count, count);
      const { raw, rolled } = parts(series, from, Math.min(to, until));
      for (const { widthMs, buckets } of rolled) addRolledUp(result, buckets, widthMs);
      addToBuckets(result, raw);
      return result;
    },
    newest(series, from, at) {
      log.sync();
      const pending = log.points(series.id);
      let best = pending && lastOf(pending, at);
      const old = earlier.newest(series.id, at);
      if (old && (!best || old.at > best.at)) best = { ...old, ended: false };
      const chunk = chunks.newest(series.id, at);
      if (chunk && (!best || chunk.to_at > best.at)) {
        const points = emptyPoints(chunk.count);
        unpackPoints(chunkOf(chunk), points);
        const last = lastOf(points, at);
        if (last && (!best || last.at > best.at)) best = last;
      }
      const rolled = best ? undefined : chunks.newestRolledUp(series.id, at);
      if (rolled) best = { ...rolled, ended: false };
      return best && best.at >= from && !best.ended ? { at: best.at, value: best.value } : undefined;
    },
    total(series, from, to) {
      const { raw, rolled } = parts(series, from, to - 1);
      let [count, sum] = [0, 0];
      let firstAt: number | null = null;
      for (const bucket of rolled.flatMap(({ buckets }) => buckets)) {
        count += bucket.count;
        sum += bucket.sum;
        firstAt ??= Math.max(from, bucket.firstAt);
      }
      for (let index = 0; index < raw.length; index += 1) {
        const value = raw.values[index] ?? 0;
        if (value - value !== 0) continue;
        count += 1;
        sum += value;
        firstAt ??= raw.times[index] ?? null;
      }
      return { count, sum, firstAt };
    },
  };
}
