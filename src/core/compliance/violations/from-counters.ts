import type { Samples } from '../../store/samples/index.ts';
import type { Sighting } from './sighting.ts';

/** Label `service`, `violation_type`, `severity`: what services count themselves. */
const COUNTER = 'acgs_constitutional_violations_total';

/** Violations that the services' own counters rose by. A counter that was reset counts from there. */
export function sightingsInCounters(
  samples: Pick<Samples, 'series' | 'points'>,
  range: { since: number; now: number },
): Sighting[] {
  const found: Sighting[] = [];
  for (const series of samples.series(COUNTER)) {
    const { times, values, length } = samples.points(series, range.since, range.now);
    let [rise, at] = [0, 0];
    let last: number | null = null;
    for (let index = 0; index < length; index += 1) {
      const value = values[index] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      const more = last === null ? 0 : value >= last ? value - last : value;
      if (more > 0) {
        rise += more;
        at = times[index] ?? at;
      }
      last = value;
    }
    if (rise === 0) continue;
    const { service, system, job, violation_type: kind = 'unnamed', severity = '' } = series.labels;
    const component = system ?? job ?? service ?? 'not named';
    found.push({
      ...{ component, rule: kind, source: 'counter', times: Math.round(rise), at },
      severity: /critical|high|emergency/i.test(severity) ? 'critical' : 'warning',
      says: `${component} counted ${Math.round(rise)} violations of ${kind}`,
    });
  }
  return found;
}
