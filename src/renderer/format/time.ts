/** `4 s`, `12 min`, `3 h`, `2 d`: one unit, because an age is read at a glance. Never negative. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** How long something lasts, with a second unit where it matters: `4 min 10 s`, `2 h 5 min`. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joined(`${minutes} min`, seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return joined(`${hours} h`, minutes % 60, 'min');
  return joined(`${Math.floor(hours / 24)} d`, hours % 24, 'h');
}

/** A span that nobody knows to the second: `less than a minute`, `about 3 min`, `about 2 h`. */
export function formatRoughly(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes <= 1) return 'less than a minute';
  return minutes < 90 ? `about ${minutes} min` : `about ${Math.round(minutes / 60)} h`;
}

/** Local wall time, `09:04:12`. */
export function formatClock(epochMs: number): string {
  return new Date(epochMs).toLocaleTimeString('en-GB');
}

/** Local wall time to the minute, with the day when it is not the day of `now`: `Jun 27, 09:04`. */
export function formatMoment(epochMs: number, nowMs: number): string {
  const moment = new Date(epochMs);
  if (moment.toDateString() === new Date(nowMs).toDateString()) return formatClock(epochMs);
  const day = moment.toLocaleDateString('en-US', { month: 'short', day: 'numeric' });
  return `${day}, ${moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
}

/** Made once: making one costs as much as a hundred uses, and a table shows forty ages that tick. */
const EXACT = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const ZONE = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' });

/** Local date, time and zone: `Thu, 26 Nov 2026, 09:00:00 CET`. */
export function formatLocal(epochMs: number): string {
  const moment = new Date(epochMs);
  return `${EXACT.format(moment)} ${zoneName(moment)}`;
}

/** The whole truth for a title: local date, time and zone, then UTC. */
export function formatExact(epochMs: number): string {
  return `${formatLocal(epochMs)} (${new Date(epochMs).toISOString()})`;
}

/** The zone's short name at that moment: `CEST`, `UTC`, `GMT+5:30`. */
export function zoneName(moment: Date): string {
  return ZONE.formatToParts(moment).find((part) => part.type === 'timeZoneName')?.value ?? '';
}

function joined(first: string, rest: number, unit: string): string {
  return rest === 0 ? first : `${first} ${rest} ${unit}`;
}
