const SECOND_MS = 1000;

export function durationWords(from: string, to: string | null): string {
  if (to === null) return 'not ended';
  const ms = Date.parse(to) - Date.parse(from);
  if (ms < SECOND_MS) return `${ms} ms`;
  const seconds = Math.round(ms / SECOND_MS);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count} ${unit}`] : [])).join(' ');
}

/** How far what is told can be checked against a signature. */
export function coveredWords({
  journal: { origin, entries, checkpoint },
}: {
  journal: {
    origin: string | null;
    entries: readonly unknown[];
    checkpoint: { size: number; signedAt: string | null; covers: number } | null;
  };
}): string {
  const name = origin === null ? 'the journal' : `the journal ${origin}`;
  if (entries.length === 0) return `There is no entry about it in ${name}.`;
  if (checkpoint === null)
    return `${entries.length} entries of ${name}; none is covered by a signed checkpoint yet.`;
  const signed = checkpoint.signedAt === null ? '' : `, signed ${checkpoint.signedAt}`;
  const covered = checkpoint.covers === entries.length ? 'all' : String(checkpoint.covers);
  return `${entries.length} entries of ${name}, ${covered} of them covered by the checkpoint of ${checkpoint.size} entries${signed}.`;
}
