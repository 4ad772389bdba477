import type { Samples } from '../../store/samples/index.ts';
import { type CountedUntil, gatherSightings, type Sighting } from './sighting.ts';

/** Label `service`, `violation_type`, `severity`: what services count themselves. */
export const COUNTER = 'acgs_constitutional_violations_total';
/** How long before the first rise its counter was read: a service that is gone for longer begins anew. */
const BEFORE_MS = 3_600_000;

/** Violations that the services' own counters rose by. A counter that was reset counts from there. */
export function sightingsInCounters(
  samples: Pick<Samples, 'series' | 'points'>,
  { since, now, countedUntil }: { since: number; now: number; countedUntil: CountedUntil },
): Sighting[] {
  const found = gatherSightings(countedUntil);
  for (const series of samples.series(COUNTER)) {
    const { severity = '' } = series.labels;
    const { component, rule } = countedBy(series.labels);
    const start = Math.max(since, countedUntil(component, rule));
    const { times, values, length } = samples.points(series, start - BEFORE_MS, now);
    let [rise, at] = [0, 0];
    let last: number | null = null;
    for (let index = 0; index < length; index += 1) {
      const value = values[index] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      const time = times[index] ?? 0;
      const more = last === null ? 0 : value >= last ? value - last : value;
      if (more > 0 && time > start) {
        rise += more;
        at = time;
      }
      last = value;
    }
    if (rise === 0) continue;
    const counted = Math.round(rise);
    found.add({
      ...{ component, rule, source: 'counter', times: counted, at },
      severity: /critical|high|emergency/i.test(severity) ? 'critical' : 'warning',
      says: `${component} counted ${counted} violations of ${rule}`,
    });
  }
  return found.all();
}

/** Whose violations a counter counts, and of which rule. */
export function countedBy(labels: Readonly<Record<string, string>>): { component: string; rule: string } {
  const { service, system, job, violation_type: rule = 'unnamed' } = labels;
  return { component: system ?? job ?? service ?? 'not named', rule };
}
