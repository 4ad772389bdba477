import { useMemo } from 'react';
import { formatAge, formatExact, formatMoment } from '../format/time.ts';
import { useMoment } from '../state/moment.ts';
import { useNow } from '../state/ticker.ts';

/** How long ago, ticking; the exact local time and zone in the title. */
export function Age({ at, suffix = '' }: { at: string | null; suffix?: string }) {
  const now = useNow();
  const exact = useMemo(() => (at === null ? undefined : formatExact(Date.parse(at))), [at]);
  if (at === null) return null;
  return (
    <time dateTime={at} title={exact}>
      {formatAge(now - Date.parse(at))}
      {suffix}
    </time>
  );
}

/** How long until something, ticking; the exact local time and zone in the title. */
export function Ahead({ at }: { at: string }) {
  const now = useNow();
  const moment = Date.parse(at);
  return (
    <time dateTime={at} title={formatExact(moment)}>
      {moment > now ? `in ${formatAge(moment - now)}` : 'due now'}
    </time>
  );
}

/** The age of what should be fresh: silent while it is, said after a minute. */
export function OldAge({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null || now - Date.parse(at) < 60_000) return null;
  return (
    <>
      , seen <Age at={at} suffix=" ago" />
    </>
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

/** How long ago something is that belongs to the present: while the past is shown, when it was. */
export function PresentAge({ at }: { at: string }) {
  const past = useMoment().at !== null;
  return past ? <Moment at={at} /> : <Age at={at} suffix=" ago" />;
}
