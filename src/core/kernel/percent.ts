/** Percent as the guide writes it; close to 100 with two decimals, never rounded up to it. */
export function percent(ratio: number): string {
  const value = ratio * 100;
  if (value > 99 && value < 100) return `${(Math.floor(value * 100) / 100).toFixed(2)}%`;
  const rounded = Math.round(value * 10) / 10;
  return `${Number.isInteger(rounded) ? rounded : rounded.toFixed(1)}%`;
}
