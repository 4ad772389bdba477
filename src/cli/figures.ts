/** How long ago, in the two largest units, as kubectl writes ages: `5m12s`, `3h`, `12d`. */
export function ageOf(at: string | null, now: number): string {
  if (at === null) return '-';
  const seconds = Math.max(0, Math.floor((now - Date.parse(at)) / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h`;
  return `${Math.floor(hours / 24)}d`;
}

/** A span that nobody knows to the second: `less than a minute`, `about 3 min`, `about 2 h`. */
export function roughly(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes <= 1) return 'less than a minute';
  return minutes < 90 ? `about ${minutes} min` : `about ${Math.round(minutes / 60)} h`;
}

/** Thousandths of a core, as kubectl writes them; a dash when nobody measured. */
export function cores(value: number | null): string {
  return value === null ? '-' : `${Math.round(value * 1000)}m`;
}

/** Mebibytes, as kubectl writes them. */
export function mebibytes(value: number | null): string {
  return value === null ? '-' : `${Math.round(value / 1_048_576)}Mi`;
}

/** A size in the largest unit that leaves it readable. */
export function bytes(value: number): string {
  if (value < 1024) return `${value}B`;
  return value < 1_048_576 ? `${(value / 1024).toFixed(1)}Ki` : `${(value / 1_048_576).toFixed(1)}Mi`;
}

/** A share of 1 as a percentage. */
export function percent(value: number | null): string {
  return value === null ? '-' : `${Math.round(value * 100)}%`;
}

export function milliseconds(value: number | null): string {
  return value === null ? '-' : value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}
