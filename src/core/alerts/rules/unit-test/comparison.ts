import { quote } from '../../../promql/index.ts';
import { compareText } from '../order.ts';
import { formatFloat } from '../template/numbers.ts';

/** Names with values, sorted by name; unlike the labels of a series a value may be empty. */
export type Pairs = readonly (readonly [string, string])[];

export interface ComparedAlert {
  labels: Pairs;
  annotations: Pairs;
}

export interface ComparedSample {
  labels: Pairs;
  value: number;
}

export function sortedPairs(pairs: Iterable<readonly [string, string]>): Pairs {
  return [...pairs].sort(([a], [b]) => compareText(a, b));
}

export function comparePairs(one: Pairs, other: Pairs): number {
  const shared = Math.min(one.length, other.length);
  for (let index = 0; index < shared; index += 1) {
    const [nameA = '', valueA = ''] = one[index] ?? [];
    const [nameB = '', valueB = ''] = other[index] ?? [];
    const order = compareText(nameA, nameB) || compareText(valueA, valueB);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

export function sortedAlerts(alerts: readonly ComparedAlert[]): ComparedAlert[] {
  return [...alerts].sort(
    (a, b) => comparePairs(a.labels, b.labels) || comparePairs(a.annotations, b.annotations),
  );
}

export function sortedSamples(samples: readonly ComparedSample[]): ComparedSample[] {
  return [...samples].sort((a, b) => comparePairs(a.labels, b.labels));
}

export function areSameAlerts(one: readonly ComparedAlert[], other: readonly ComparedAlert[]): boolean {
  return (
    one.length === other.length &&
    one.every((alert, index) => {
      const against = other[index];
      return (
        against !== undefined &&
        comparePairs(alert.labels, against.labels) === 0 &&
        comparePairs(alert.annotations, against.annotations) === 0
      );
    })
  );
}

/** As Go compares: NaN equals nothing. With `fuzzy` a number may be the next one. */
export function areSameSamples(
  one: readonly ComparedSample[],
  other: readonly ComparedSample[],
  fuzzy: boolean,
): boolean {
  return (
    one.length === other.length &&
    one.every((sample, index) => {
      const against = other[index];
      if (against === undefined || comparePairs(sample.labels, against.labels) !== 0) return false;
      return sample.value === against.value || (fuzzy && areNeighbours(sample.value, against.value));
    })
  );
}

function areNeighbours(a: number, b: number): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  const difference = orderOf(a) - orderOf(b);
  return difference >= -1n && difference <= 1n;
}

/** Doubles in their order as whole numbers: neighbours differ by one. */
function orderOf(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}

/** `{a="1", b="2"}`, as Prometheus shows labels. */
export function writePairs(pairs: Pairs): string {
  const written = pairs.map(([name, value]) => {
    const shown = /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : quote(name);
    return `${shown}=${quote(value)}`;
  });
  return `{${written.join(', ')}}`;
}

export function writeSamples(samples: readonly ComparedSample[]): string {
  if (samples.length === 0) return 'nil';
  return samples
    .map(({ labels, value }) => `${writePairs(labels)} ${formatFloat(value, 'e', -1).replace('e', 'E')}`)
    .join(', ');
}

/** promtool's picture of a list of alerts, indented as in its messages. */
export function writeAlerts(alerts: readonly ComparedAlert[], indent: string): string {
  if (alerts.length === 0) return '[]';
  const items = alerts.map(({ labels, annotations }, index) => {
    const lines = [`Labels:${writePairs(labels)}`, `Annotations:${writePairs(annotations)}`];
    return `${index}:${indented(['', ...lines].join('\n'), '  ')}`;
  });
  return indented(`[\n${items.join(',\n')}\n]`, indent);
}

/** Every line but the first. */
function indented(text: string, indent: string): string {
  return text.replaceAll('\n', `\n${indent}`);
}
