import type { Figure, FigureUnit } from './figures.ts';

const MIB = 1_048_576;

/** A value with its unit, in as many digits as it takes to compare it with others of its kind. */
export function valueWords(value: number, unit: FigureUnit): string {
  switch (unit) {
    case 'ms':
      return value >= 10_000 ? `${digits(value / 1000)} s` : `${digits(value)} ms`;
    case 'ratio':
      return `${Number((value * 100).toFixed(2))} %`;
    case 'cores':
      return `${digits(value)} cores`;
    case 'bytes':
      return `${digits(value / MIB)} MiB`;
    case 'per-second':
      return `${digits(value)}/s`;
  }
}

/** `310 → 347 ms`: the unit once where both have it. */
export function changeWords(before: number, now: number, unit: FigureUnit): string {
  const [one, other] = [valueWords(before, unit), valueWords(now, unit)];
  const [, ofOne = ''] = /^[\d.,−-]+(.*)$/.exec(one) ?? [];
  return ofOne !== '' && other.endsWith(ofOne)
    ? `${one.slice(0, one.length - ofOne.length)} → ${other}`
    : `${one} → ${other}`;
}

/** `slower by 12 %`, `lower by 2.4 points`. */
export function differenceWords(figure: Figure, before: number, now: number): string {
  const direction = now > before ? figure.higher : figure.lower;
  if (figure.unit === 'ratio')
    return `${direction} by ${Number((Math.abs(now - before) * 100).toFixed(2))} points`;
  if (before === 0) return `${direction} by ${valueWords(Math.abs(now - before), figure.unit)}`;
  const share = Math.abs(now - before) / Math.abs(before);
  // `8 times` reads better than 700 %.
  return share >= 2 && now > before
    ? `${direction}, ${digits(now / before)} times the baseline`
    : `${direction} by ${share < 0.1 ? Number((share * 100).toFixed(1)) : Math.round(share * 100)} %`;
}

function digits(value: number): string {
  const size = Math.abs(value);
  const read = size >= 100 ? Math.round(value) : Number(value.toPrecision(size < 1 ? 2 : 3));
  return read.toLocaleString('en-US', { maximumFractionDigits: 6 });
}
