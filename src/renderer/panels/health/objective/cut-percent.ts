/** Cut, not rounded: 99.8999 % is not 99.9 %. As many as three decimals where they tell something. */
export function cutPercent(ratio: number): string {
  const cut = Math.floor(ratio * 100_000 + 1e-6) / 1000;
  return `${cut < 0 ? '−' : ''}${Math.abs(cut).toLocaleString('en-US', { maximumFractionDigits: 3 })} %`;
}
