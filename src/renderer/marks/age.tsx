import { formatAge, formatExact, formatMoment } from '../format/time.ts';
import { useNow } from '../state/ticker.ts';

/** How long ago, ticking; the exact local time and zone in the title. */
export function Age({ at, suffix = '' }: { at: string | null; suffix?: string }) {
  const now = useNow();
  if (at === null) return null;
  const moment = Date.parse(at);
  return (
    <time dateTime={at} title={formatExact(moment)}>
      {formatAge(now - moment)}
      {suffix}
    </time>
  );
}

/** A local time of day (with the date when it was another day); the zone in the title. */
export function Moment({ at }: { at: string }) {
  const now = useNow();
  const moment = Date.parse(at);
  return (
    <time dateTime={at} title={formatExact(moment)}>
      {formatMoment(moment, now)}
    </time>
  );
}
