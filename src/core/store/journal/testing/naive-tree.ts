import { createHash } from 'node:crypto';

/**
 * The tree of RFC 6962 section 2.1 written down word for word, over leaves' data, with nothing of the
 * journal's own code: what the real one is compared with. Hashes once computed are remembered.
 */
export function naiveTree(leaves: readonly Buffer[]) {
  const known = new Map<string, Buffer>();

  /** MTH(D[from:to]). */
  const mth = (from: number, to: number): Buffer => {
    const name = `${from}:${to}`;
    const found = known.get(name) ?? compute(from, to);
    known.set(name, found);
    return found;
  };

  const compute = (from: number, to: number): Buffer => {
    if (to === from) return createHash('sha256').digest();
    if (to - from === 1) return createHash('sha256').update(Buffer.of(0)).update(leafAt(from)).digest();
    const k = split(to - from);
    return createHash('sha256')
      .update(Buffer.of(1))
      .update(mth(from, from + k))
      .update(mth(from + k, to))
      .digest();
  };

  const leafAt = (index: number): Buffer => {
    const leaf = leaves[index];
    if (leaf === undefined) throw new RangeError(`no leaf ${index}`);
    return leaf;
  };

  /** PATH(m, D[from:to]), m counted from `from`. */
  const path = (m: number, from: number, to: number): Buffer[] => {
    if (to - from === 1) return [];
    const k = split(to - from);
    return m < k
      ? [...path(m, from, from + k), mth(from + k, to)]
      : [...path(m - k, from + k, to), mth(from, from + k)];
  };

  /** SUBPROOF(m, D[from:to], whole). */
  const subproof = (m: number, from: number, to: number, whole: boolean): Buffer[] => {
    if (m === to - from) return whole ? [] : [mth(from, to)];
    const k = split(to - from);
    return m <= k
      ? [...subproof(m, from, from + k, whole), mth(from + k, to)]
      : [...subproof(m - k, from + k, to, false), mth(from, from + k)];
  };

  return {
    root: (size: number) => mth(0, size),
    inclusion: (index: number, size: number) => path(index, 0, size),
    consistency: (size1: number, size2: number) => subproof(size1, 0, size2, true),
  };
}

/** The largest power of two smaller than n. */
function split(n: number): number {
  return 2 ** Math.floor(Math.log2(n - 1));
}
