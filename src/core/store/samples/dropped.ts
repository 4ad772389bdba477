import type { Refusal } from './series.ts';

/** Samples that were left out, of one source and for one reason. */
export interface Dropped {
  source: string;
  reason: Refusal;
  /** How many, since this process began. */
  samples: number;
  /** The first that was left out, by its name. */
  name: string;
  /** Epoch milliseconds. */
  firstAt: number;
  lastAt: number;
}

/** Counts what is left out, so that it can be said. */
export function createDropped() {
  const found = new Map<string, Dropped>();
  return {
    add({ source, reason, name, samples, at }: Omit<Dropped, 'firstAt' | 'lastAt'> & { at: number }) {
      if (samples === 0) return;
      const key = `${reason} ${source}`;
      const known = found.get(key);
      if (known) {
        known.samples += samples;
        known.lastAt = at;
      } else found.set(key, { source, reason, name, samples, firstAt: at, lastAt: at });
    },
    all: (): readonly Dropped[] => [...found.values()],
  };
}
