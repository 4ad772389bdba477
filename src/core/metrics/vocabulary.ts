import { LANGUAGE_WORDS } from '../promql/index.ts';
import type { KnownSeries, Samples } from '../store/samples/index.ts';

/** What an expression can be written with. */
export interface Vocabulary {
  /** Functions, aggregations, keywords and operators that the engine evaluates. */
  words: string[];
  /** Of the metrics that are recorded, in order. */
  names: string[];
}

export interface LabelValues {
  label: string;
  /** In order; the first of them where there are too many to be looked through. */
  values: string[];
  total: number;
}

const MOST_VALUES = 1000;

export function vocabularyOf(samples: Pick<Samples, 'series'>): Vocabulary {
  const names = new Set(samples.series(null).map(({ name }) => name));
  return { words: [...LANGUAGE_WORDS], names: [...names].sort() };
}

/** The labels of one metric's series; with null, of all series. */
export function labelsOf(series: readonly KnownSeries[]): LabelValues[] {
  const found = new Map<string, Set<string>>();
  for (const { labels } of series) {
    for (const [label, value] of Object.entries(labels)) {
      const values = found.get(label) ?? new Set();
      found.set(label, values.add(value));
    }
  }
  return [...found]
    .map(([label, values]) => ({
      label,
      values: [...values].sort().slice(0, MOST_VALUES),
      total: values.size,
    }))
    .sort((one, other) => (one.label < other.label ? -1 : 1));
}
