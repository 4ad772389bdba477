/** A stream's key at a moment: another moment is another stream. */
export function keyAt(key: string, at: string | null): string {
  return at === null ? key : `${key} at ${at}`;
}
