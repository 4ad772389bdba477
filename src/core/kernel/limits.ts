/** What a figure has to keep; several have to hold together. */
export interface Limits {
  above?: number | undefined;
  below?: number | undefined;
  atLeast?: number | undefined;
  atMost?: number | undefined;
}

export function keeps(value: number, { above, below, atLeast, atMost }: Limits): boolean {
  return (
    (above === undefined || value > above) &&
    (below === undefined || value < below) &&
    (atLeast === undefined || value >= atLeast) &&
    (atMost === undefined || value <= atMost)
  );
}

/** `below 1`; empty where nothing is to be kept. */
export function limitWords({ above, below, atLeast, atMost }: Limits): string {
  const named: readonly (readonly [string, number | undefined])[] = [
    ['above', above],
    ['at least', atLeast],
    ['below', below],
    ['at most', atMost],
  ];
  return named.flatMap(([word, limit]) => (limit === undefined ? [] : [`${word} ${limit}`])).join(' and ');
}

/** Of two figures the one that is nearer to its limit, or farther beyond it. */
export function worse(one: number, other: number, { below, atMost }: Limits): number {
  return below !== undefined || atMost !== undefined ? Math.max(one, other) : Math.min(one, other);
}

/** As somebody reads it: six digits that count, and nothing behind them. */
export function figureText(value: number): string {
  return String(Number(value.toPrecision(6)));
}
