/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const SCALES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/;

/**
 * A Kubernetes quantity as a plain number: cores for CPU (`250m` is 0.25), bytes for memory (`64Mi` is
 * 67108864). Null for anything that is not a quantity.
 */
export function parseQuantity(text: unknown): number | null {
  if (typeof text === 'number') return Number.isFinite(text) ? text : null;
  if (typeof text !== 'string') return null;
  const match = QUANTITY.exec(text);
  if (!match) return null;
  const [, digits = '', suffix = '', exponent] = match;
  if (exponent !== undefined) return Number(`${digits}e${exponent}`);
  const scale = SCALES[suffix];
  if (scale === undefined) return null;
  // Dividing by a whole number is exact where multiplying by its inverse is not: 250m is 0.25.
  return scale < 1 ? Number(digits) / Math.round(1 / scale) : Number(digits) * scale;
}
