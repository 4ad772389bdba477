import { Labels, type Matcher, METRIC_NAME, type SeriesSource } from '../promql/index.ts';
import { type KnownSeries, type Samples, staleMark } from '../store/samples/index.ts';
import type { RuleStore } from './rules/evaluation/store.ts';

/** The samples as rules read and write them. */
export interface SampleStore extends RuleStore {
  /** The series that all matchers match, without their samples. */
  known(matchers: readonly Matcher[]): { series: KnownSeries; labels: Labels }[];
}

const SOURCE = 'rules';

export function createRuleStore(source: SeriesSource, samples: Samples): SampleStore {
  const labelsById = new Map<number, Labels>();
  const idByKey = new Map<string, number>();

  const labelsOf = ({ id, name, labels }: KnownSeries): Labels => {
    const held = labelsById.get(id);
    if (held !== undefined && held.metric === name) return held;
    const made = Labels.of({ ...labels, [METRIC_NAME]: name });
    labelsById.set(id, made);
    return made;
  };

  const known: SampleStore['known'] = (matchers) => {
    const name = matchers.find((it) => it.name === METRIC_NAME && it.operator === '=')?.value;
    return samples
      .series(name === undefined || name === '' ? null : name)
      .map((series) => ({ series, labels: labelsOf(series) }))
      .filter(({ labels }) => matchers.every((it) => it.matches(labels.get(it.name))));
  };

  return {
    known,
    select: source.select,
    append(labels, atMs, value) {
      if (labels.size === 0) return 'empty labelset: invalid sample';
      let id = idByKey.get(labels.key);
      if (id === undefined) {
        const { [METRIC_NAME]: name = '', ...others } = Object.fromEntries(labels);
        const [made] = samples.resolve([{ name, labels: others, isCounter: false }], SOURCE);
        if (typeof made !== 'number') return `there is no room for the series (${made ?? 'not kept'})`;
        id = made;
        idByKey.set(labels.key, id);
      }
      const values = value === null ? staleMark(1) : Float64Array.of(value);
      samples.append(atMs, [id], values);
      return null;
    },
  };
}
