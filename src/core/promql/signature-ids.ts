import type { VectorMatching } from './expression.ts';
import { type Labels, METRIC_NAME } from './labels.ts';

/** The matching labels of many series, each different set with a number of its own. */
export interface SignatureIds {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly count: number;
}

export function matchingLabelsOf({ on, labels }: VectorMatching): (of: Labels) => Labels {
  const names = new Set(on ? labels : [METRIC_NAME, ...labels]);
  return on ? (of) => of.keep(names) : (of) => of.without(names);
}

export function signatureIds(
  matching: VectorMatching,
  left: readonly Labels[],
  right: readonly Labels[],
): SignatureIds {
  const matchingLabels = matchingLabelsOf(matching);
  const ids = new Map<string, number>();
  const idOf = (labels: Labels) => {
    const { key } = matchingLabels(labels);
    const id = ids.get(key) ?? ids.size;
    ids.set(key, id);
    return id;
  };
  const leftIds = Int32Array.from(left, idOf);
  return { left: leftIds, right: Int32Array.from(right, idOf), count: ids.size };
}
