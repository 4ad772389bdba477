import type { InfluxConnection } from '../connect/influx.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { asRatio } from '../observe/ratio.ts';
import type { Bucket, Samples } from '../store/samples/index.ts';
import { TARGET_SERIES } from './recorder.ts';
import { HEALTH_TARGETS, type HealthTargetId } from './targets.ts';

export interface Range {
  from: number;
  to: number;
  buckets: number;
  /** Nothing after this moment, though its bucket is in the range. */
  until?: number;
}

export interface Trend {
  buckets: Bucket[];
  /** Where the points come from, in words. */
  source: string;
}

/** The past of a target: our own samples, and before them what the monitoring database kept. */
export interface Trends {
  /** From what is at hand; never waits. */
  recent(id: HealthTargetId): Trend;
  /** The day before a moment, from our own samples. */
  until(id: HealthTargetId, at: number): Trend;
  /** Asks the monitoring database for the part of the range that we have no samples of. */
  over(id: HealthTargetId, range: Range, signal?: AbortSignal): Promise<Trend>;
  /** Reads the last 24 hours anew. */
  refresh(signal?: AbortSignal): Promise<void>;
}

const DAY_MS = 86_400_000;
/** A quarter of an hour each: as many as a sparkline has room for. */
const RECENT_BUCKETS = 96;
/** What monitoring writes once a minute has no more to say of a part of it. */
const MONITORED_MS = 60_000;
/** Our own samples are read again at most this often. */
const REREAD_MS = 15_000;

/** Fields of `performance_metrics`, the measurement the system's own monitoring writes. */
const INFLUX_FIELDS: Partial<Record<HealthTargetId, string>> = {
  'response-time': 'response_time_ms',
  compliance: 'constitutional_compliance',
  'cost-savings': 'cost_efficiency',
  'model-accuracy': 'model_accuracy',
  'error-rate': 'error_rate',
  cpu: 'cpu_usage',
  memory: 'memory_usage',
};

export function createTrends(options: {
  samples: Samples;
  influx: InfluxConnection | null;
  clock: Clock;
  log: Log;
}): Trends {
  const { samples, influx, clock, log } = options;
  const past = new Map<HealthTargetId, Bucket[]>();
  const cached = new Map<HealthTargetId, { readAt: number; trend: Trend }>();

  const day = (now = clock.now()): Range => {
    const widthMs = DAY_MS / RECENT_BUCKETS;
    const to = Math.ceil(now / widthMs) * widthMs;
    return { from: to - DAY_MS, to, buckets: RECENT_BUCKETS };
  };

  const own = (id: HealthTargetId, range: Range) => samples.reduce(TARGET_SERIES, { target: id }, range);

  const monitored = async (id: HealthTargetId, range: Range, signal?: AbortSignal): Promise<Bucket[]> => {
    const field = INFLUX_FIELDS[id];
    if (!influx || field === undefined) return [];
    const widthMs = Math.max(MONITORED_MS, bucketWidth(range));
    const series = await influx.query(
      `SELECT min("${field}") AS "min", mean("${field}") AS "mean", max("${field}") AS "max" ` +
        `FROM "performance_metrics" WHERE time >= ${Math.round(range.from)}ms AND time < ${Math.round(Math.min(range.to, range.until ?? range.to))}ms ` +
        `GROUP BY time(${widthMs}ms) fill(null)`,
      { signal },
    );
    const [first] = series;
    if (!first) return [];
    const [at, min, mean, max] = ['time', 'min', 'mean', 'max'].map((name) => first.columns.indexOf(name));
    const figure = (row: unknown[], index: number | undefined) => {
      const value = row[index ?? -1];
      if (typeof value !== 'number' || !Number.isFinite(value)) return null;
      return id === 'response-time' ? value : asRatio(value);
    };
    return first.rows.flatMap((row) => {
      const time = row[at ?? -1];
      if (typeof time !== 'number') return [];
      return [{ at: time, min: figure(row, min), mean: figure(row, mean), max: figure(row, max) }];
    });
  };

  return {
    recent(id) {
      const known = cached.get(id);
      const now = clock.now();
      if (known && now - known.readAt < REREAD_MS) return known.trend;
      const trend = merged(own(id, day()), past.get(id) ?? []);
      cached.set(id, { readAt: now, trend });
      return trend;
    },
    until: (id, at) => merged(own(id, { ...day(at), until: at }), []),
    async over(id, range, signal) {
      const ours = own(id, range);
      if (ours.every((bucket) => bucket.mean !== null)) return merged(ours, []);
      try {
        return merged(ours, await monitored(id, range, signal));
      } catch (error) {
        signal?.throwIfAborted();
        log.debug('the monitoring database has no history to give', { error });
        return merged(ours, []);
      }
    },
    async refresh(signal) {
      if (!influx) return;
      for (const id of HEALTH_TARGETS) {
        try {
          past.set(id, await monitored(id, day(), signal));
          cached.delete(id);
        } catch (error) {
          log.debug('the monitoring database has no history to give', { error });
          return;
        }
      }
    },
  };
}

/** Ours where we looked, the monitoring database's where we did not; neither is a gap. */
function merged(ours: readonly Bucket[], theirs: readonly Bucket[]): Trend {
  const widthMs = Math.max(1, (ours[1]?.at ?? 1) - (ours[0]?.at ?? 0));
  const from = ours[0]?.at ?? 0;
  const byIndex = new Map<number, Bucket>();
  // A minute of theirs speaks for every bucket of ours that begins within it.
  for (const bucket of theirs) {
    const first = Math.ceil((bucket.at - from) / widthMs);
    for (let index = first; index === first || from + index * widthMs < bucket.at + MONITORED_MS; index++) {
      byIndex.set(index, bucket);
    }
  }
  let borrowed = 0;
  const buckets = ours.map((bucket, index) => {
    const other = byIndex.get(index);
    if (bucket.mean !== null || !other || other.mean === null) return bucket;
    borrowed += 1;
    return { ...other, at: bucket.at };
  });
  const known = buckets.filter((bucket) => bucket.mean !== null).length;
  if (known === 0) return { buckets, source: 'nothing recorded yet' };
  if (borrowed === 0) return { buckets, source: 'recorded here' };
  return { buckets, source: borrowed === known ? 'InfluxDB' : 'InfluxDB, then recorded here' };
}

function bucketWidth(range: Range): number {
  return Math.max(1, Math.ceil((range.to - range.from) / range.buckets));
}
