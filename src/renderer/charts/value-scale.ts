/** Where a vertical axis begins and ends, and how far its lines are apart. */
export interface ValueScale {
  min: number;
  max: number;
  interval: number;
}

const PARTS = 4;

/** Round numbers around the values. It begins at zero where that costs less than half of the height. */
export function scaleAround(extent: { least: number; most: number } | null): ValueScale {
  if (extent === null) return { min: 0, max: 1, interval: 0.25 };
  const low = extent.least > 0 && extent.least < extent.most / 2 ? 0 : extent.least;
  const high = extent.most < 0 && extent.most > extent.least / 2 ? 0 : extent.most;
  const span = high - low || Math.abs(high) || 1;
  const interval = roundUp(span / PARTS);
  const min = Math.floor(low / interval) * interval;
  const max = Math.ceil(high / interval) * interval;
  return min === max ? { min: min - interval, max: max + interval, interval } : { min, max, interval };
}

/** 1, 2, 2.5 or 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 2.5, 5].find((candidate) => value <= candidate * power * (1 + 1e-9)) ?? 10;
  return factor * power;
}

const SUFFIXES = ['', 'k', 'M', 'G', 'T', 'P'];

/** Short enough for an axis: `1.2 M`, `0.025`, `3e-7`. */
export function shortValue(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-3 || size >= 1e18) return value.toExponential(1).replace('.0e', 'e');
  const step = size < 1000 ? 0 : Math.min(SUFFIXES.length - 1, Math.floor(Math.log10(size) / 3));
  const text = String(Number((value / 1000 ** step).toPrecision(3)));
  return step === 0 ? text : `${text} ${SUFFIXES[step]}`;
}

const GROUPED = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

/** To be read by itself, six digits: `1,234,560`, `0.0251`. */
export function readValue(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return String(Number(value.toPrecision(6)));
  return GROUPED.format(value);
}
