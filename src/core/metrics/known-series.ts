import type { WrittenSeries } from '../observe/series-writer.ts';

/** Gives the same object for the same series, for as long as it is asked for in every round. */
export interface KnownSeriesMemory {
  of(name: string, labels: Readonly<Record<string, string>>): WrittenSeries;
  /** A round is over: what was not asked for in it is forgotten. */
  next(): void;
}

export function createKnownSeriesMemory(): KnownSeriesMemory {
  let earlier = new Map<string, WrittenSeries>();
  let current = new Map<string, WrittenSeries>();
  return {
    of(name, labels) {
      const key = `${name} ${Object.entries(labels).flat().join('\u0000')}`;
      const series = current.get(key) ?? earlier.get(key) ?? { name, labels };
      current.set(key, series);
      return series;
    },
    next() {
      earlier = current;
      current = new Map();
    },
  };
}
