/** Figures as the lines of runbooks say them. */

export function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function size(bytes: number): string {
  const unit = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), SIZES.length - 1);
  const value = bytes / 1024 ** unit;
  return `${unit === 0 ? value : value.toFixed(1)} ${SIZES[unit]}`;
}
