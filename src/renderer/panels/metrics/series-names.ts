type Labels = Readonly<Record<string, string>>;

const METRIC_NAME = '__name__';

/** `name{label="value"}`, as PromQL writes it; a name that is no plain word stands within the braces. */
export function seriesText(labels: Labels): string {
  const { [METRIC_NAME]: name = '', ...rest } = labels;
  const isPlain = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name);
  const parts = [
    ...(name === '' || isPlain ? [] : [JSON.stringify(name)]),
    ...Object.entries(rest).map(([label, value]) => `${labelText(label)}=${JSON.stringify(value)}`),
  ];
  if (parts.length === 0) return isPlain ? name : '{}';
  return `${isPlain ? name : ''}{${parts.join(', ')}}`;
}

function labelText(label: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label) ? label : JSON.stringify(label);
}

export interface SeriesNames {
  /** Labels that all series have alike: said once. */
  common: Labels;
  /** What tells one from the others, in the order of the series. */
  names: string[];
}

/** Names as short as they can be while no two are the same. `alone` names what has no labels. */
export function namesOf(series: readonly Labels[], alone: string): SeriesNames {
  const [first] = series;
  if (first === undefined) return { common: {}, names: [] };
  if (series.length === 1)
    return { common: {}, names: [Object.keys(first).length === 0 ? alone : seriesText(first)] };
  const common = Object.fromEntries(
    Object.entries(first).filter(([label, value]) => series.every((labels) => labels[label] === value)),
  );
  const names = series.map((labels) => {
    const own = Object.entries(labels).filter(([label]) => !(label in common));
    return own.length === 0 ? 'without other labels' : seriesText(Object.fromEntries(own));
  });
  return { common, names };
}

/** Labels that differ, those with the most values first, the metric's name before all. */
export function differingLabels(series: readonly Labels[]): string[] {
  const values = new Map<string, Set<string>>();
  for (const labels of series) {
    for (const label of Object.keys(labels)) values.set(label, values.get(label) ?? new Set());
  }
  for (const labels of series) for (const [label, seen] of values) seen.add(labels[label] ?? '');
  return [...values]
    .filter(([, seen]) => seen.size > 1 || series.length === 1)
    .sort(([one, ofOne], [other, ofOther]) => {
      if (one === METRIC_NAME || other === METRIC_NAME) return one === METRIC_NAME ? -1 : 1;
      return ofOther.size - ofOne.size || (one < other ? -1 : 1);
    })
    .map(([label]) => label);
}

const UNITS: Readonly<Record<string, string>> = {
  ...{ ms: 'ms', milliseconds: 'ms', seconds: 's', bytes: 'bytes', ratio: 'ratio, 1 is all', percent: '%' },
};

/** The unit that a metric's name ends with, as Prometheus' conventions have it; null where none is said. */
export function unitOf({ [METRIC_NAME]: name = '' }: Labels): string | null {
  const [, last = ''] = /_([a-z]+?)(?:_total|_sum)?$/.exec(name) ?? [];
  return UNITS[last] ?? null;
}
