const DAY_MS = 86_400_000;

/**
 * The local day of an entry as a heading: `Today`, `Yesterday`, `Friday, 27 June 2025`.
 *
 * @param today what `Date.toDateString` says of today
 */
export function dayOf(at: string | null, today: string): string {
  if (at === null) return 'Time not known';
  const day = new Date(at);
  const name = day.toLocaleDateString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  if (day.toDateString() === today) return `Today, ${name}`;
  const yesterday = new Date(Date.parse(today) - DAY_MS / 2).toDateString();
  return day.toDateString() === yesterday ? `Yesterday, ${name}` : name;
}
