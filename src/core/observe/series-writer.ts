import type { Refusal, Samples } from '../store/samples/index.ts';
import { staleMark } from '../store/samples/index.ts';

/** A series to be written, known by the object itself: the same object is the same series. */
export interface WrittenSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface WrittenSample {
  series: WrittenSeries;
  value: number;
  /** When it was measured, where that is not the moment of the look; epoch milliseconds. */
  at?: number | null;
}

export interface WriteReport {
  written: number;
  /** Series that were not there the last time. */
  added: number;
  /** Left out since there is no room for more series. */
  refused: number;
  /** Left out since its labels are longer than is kept. */
  tooLong: { count: number; example: string | null };
  /** Left out since the series is given twice; the first counts. */
  duplicates: { count: number; example: string | null };
  /** Left out since its exporter's clock is ahead of ours. */
  future: { count: number; example: string | null };
}

/** Writes what one source shows, look after look. */
export interface SeriesWriter {
  /**
   * @param at the moment of the look. What was there at the last one and is not any more ends here.
   */
  write(at: number, samples: readonly WrittenSample[]): Promise<WriteReport>;
  /** Nothing could be seen: everything that was there ends here. */
  end(at: number): void;
}

interface Slot {
  id: number | Refusal;
  round: number;
  /** Its times are its exporter's: that it is missing once does not mean that it ended. */
  timed: boolean;
}

/** Samples between two pauses. */
const SLICE_SAMPLES = 10_000;
/** New series between two pauses: each is written to the store once. */
const SLICE_SERIES = 250;
/** As Prometheus: a clock may be off by as much, and no more. */
const FUTURE_MS = 600_000;

export function createSeriesWriter(options: {
  samples: Pick<Samples, 'resolve' | 'append' | 'drop'>;
  source: string;
  /** Labels that the source gives to all it shows; what is shown under the same name is kept as `exported_…`. */
  labels?: Readonly<Record<string, string>>;
  isCounter?: (series: WrittenSeries) => boolean;
  pause: () => Promise<void>;
}): SeriesWriter {
  const { samples, source, pause } = options;
  const ours = Object.entries(options.labels ?? {});
  const slots = new Map<WrittenSeries, Slot>();
  let round = 0;

  const labelled = ({ labels }: WrittenSeries): Readonly<Record<string, string>> => {
    if (ours.length === 0) return labels;
    const all: Record<string, string> = { ...labels };
    for (const [name, value] of ours) {
      const shown = all[name];
      if (shown !== undefined) all[`exported_${name}`] = shown;
      all[name] = value;
    }
    return all;
  };

  const makeSlots = async (news: readonly WrittenSeries[]) => {
    for (let start = 0; start < news.length; start += SLICE_SERIES) {
      if (start > 0) await pause();
      const slice = news.slice(start, start + SLICE_SERIES);
      const ids = samples.resolve(
        slice.map((series) => ({
          name: series.name,
          labels: labelled(series),
          ...(options.isCounter ? { isCounter: options.isCounter(series) } : {}),
        })),
        source,
      );
      for (const [index, series] of slice.entries()) {
        slots.set(series, { id: ids[index] ?? 'not-kept', round: 0, timed: false });
      }
    }
  };

  const append = (at: number, ids: readonly number[], values: readonly number[]) => {
    if (ids.length > 0) samples.append(at, ids, Float64Array.from(values));
  };

  const endOf = (ids: readonly number[], at: number) => {
    if (ids.length > 0) samples.append(at, ids, staleMark(ids.length));
  };

  return {
    async write(at, shown) {
      round += 1;
      const news = new Set<WrittenSeries>();
      for (const { series } of shown) {
        // What could not be written is tried again: the disk may have room by now.
        if (slots.get(series)?.id === 'not-kept') slots.delete(series);
        if (!slots.has(series)) news.add(series);
      }
      await makeSlots([...news]);
      const report: WriteReport = {
        written: 0,
        added: 0,
        refused: 0,
        tooLong: { count: 0, example: null },
        duplicates: { count: 0, example: null },
        future: { count: 0, example: null },
      };
      const refused = new Map<Refusal, { samples: number; name: string }>();
      const seen = new Set<number>();
      const ids: number[] = [];
      const values: number[] = [];
      const timed = new Map<number, { ids: number[]; values: number[] }>();
      for (const [index, { series, value, at: measuredAt = null }] of shown.entries()) {
        if (index % SLICE_SAMPLES === SLICE_SAMPLES - 1) await pause();
        const slot = slots.get(series);
        if (!slot) continue;
        const { id } = slot;
        slot.round = round;
        if (typeof id !== 'number') {
          const known = refused.get(id);
          if (known) known.samples += 1;
          else refused.set(id, { samples: 1, name: series.name });
          if (id === 'too-long') {
            report.tooLong.count += 1;
            report.tooLong.example ??= series.name;
          } else if (id !== 'not-kept') report.refused += 1;
          continue;
        }
        if (seen.has(id) && measuredAt === null) {
          report.duplicates.count += 1;
          report.duplicates.example ??= textOf(series);
          continue;
        }
        if (news.has(series) && !seen.has(id)) report.added += 1;
        seen.add(id);
        slot.timed = measuredAt !== null;
        if (measuredAt === null) values[ids.push(id) - 1] = value;
        else if (measuredAt > at + FUTURE_MS) {
          report.future.count += 1;
          report.future.example ??= textOf(series);
          continue;
        } else {
          const batch = timed.get(measuredAt) ?? { ids: [], values: [] };
          timed.set(measuredAt, batch);
          batch.values[batch.ids.push(id) - 1] = value;
        }
        report.written += 1;
      }
      append(at, ids, values);
      for (const [time, batch] of timed) append(time, batch.ids, batch.values);
      const gone: number[] = [];
      for (const [series, slot] of slots) {
        if (slot.round === round) continue;
        if (typeof slot.id === 'number' && !seen.has(slot.id) && !slot.timed) gone.push(slot.id);
        slots.delete(series);
      }
      endOf(gone, at);
      for (const [reason, { samples: left, name }] of refused) {
        samples.drop({ source, reason, name, samples: left, at });
      }
      return report;
    },
    end(at) {
      const ids = new Set<number>();
      for (const { id, timed } of slots.values()) if (typeof id === 'number' && !timed) ids.add(id);
      slots.clear();
      endOf([...ids], at);
    },
  };
}

function textOf({ name, labels }: WrittenSeries): string {
  const parts = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return parts.length === 0 ? name : `${name}{${parts.join(',')}}`;
}
