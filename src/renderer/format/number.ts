/** Figures as they are written here: a value, a thin gap, a unit. `value` and `unit` are set apart. */
export interface Figure {
  value: string;
  unit: string;
}

export type Unit = 'ms' | 'ratio';

/** `478 ms`, `2.4 s`, `1.2 ms`: three significant digits at most, seconds from ten thousand on. */
export function formatDuration(ms: number): Figure {
  if (ms >= 10_000) return { value: withDigits(ms / 1000, 1), unit: 's' };
  return { value: ms < 10 ? withDigits(ms, 1) : grouped(Math.round(ms)), unit: 'ms' };
}

/** A ratio (0 to 1) as percent with one decimal, unless more are asked for. */
export function formatPercent(ratio: number, digits = 1): Figure {
  return { value: withDigits(ratio * 100, digits), unit: '%' };
}

export function formatQuantity(value: number, unit: Unit): Figure {
  return unit === 'ms' ? formatDuration(value) : formatPercent(value);
}

/**
 * A value to be read beside its target: with as many digits as it takes for the two to differ on
 * the screen when they differ in truth. 99.897 % beside 99.9 % must not read 99.9 %,
 * nor 99.96 % read 100 %.
 */
export function formatBeside(value: number, target: number, unit: Unit): Figure {
  if (unit === 'ms') return formatDuration(value);
  for (let digits = 1; digits < 4; digits++) {
    const shown = formatPercent(value, digits);
    const reachesTarget = value !== target && shown.value === formatPercent(target, digits).value;
    const reachesAll = value < 1 && shown.value === '100';
    if (!reachesTarget && !reachesAll) return shown;
  }
  return formatPercent(value, 4);
}

/** A change with its sign; percent values change by points. `no change` when it would read as zero. */
export function formatChange(change: number, unit: Unit): string {
  const sign = change > 0 ? '+' : '−';
  if (unit === 'ms') {
    if (Math.abs(change) < 0.5) return 'no change';
    const { value, unit: name } = formatDuration(Math.abs(change));
    return `${sign}${value} ${name}`;
  }
  const points = withDigits(Math.abs(change) * 100, 2);
  return Number(points) === 0 ? 'no change' : `${sign}${points} points`;
}

/** `412 MiB`: binary units, because limits of memory and disk are written in them. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024;
    step++;
  }
  return `${value < 10 && step > 0 ? withDigits(value, 1) : grouped(Math.round(value))} ${units[step]}`;
}

/** Made once: making one costs as much as a hundred uses. */
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `18,442`. */
export function grouped(value: number): string {
  return WHOLE.format(value);
}

/** `one`, `two` … `twelve`, then digits: how a sentence counts. */
export function counted(count: number): string {
  const words = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
  return words[count] ?? String(count);
}

function withDigits(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
