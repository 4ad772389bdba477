import type { SystemId } from '../connect/profile/systems.ts';
import type { Samples } from '../store/samples/index.ts';
import type { Usual } from './network.ts';

/** What the health probes record of each look. */
const RESPONSE_TIME_SERIES = 'probe_response_time_ms';
const BACK_MS = 86_400_000;
/** Of fewer looks nobody can say what is usual. */
const LEAST = 20;

/** The median of a system's response times of the last 24 hours; null where too few are recorded. */
export function usualTime(
  samples: Pick<Samples, 'series' | 'points'>,
  system: SystemId,
  at: number,
): Usual | null {
  const series = samples.series(RESPONSE_TIME_SERIES).find(({ labels }) => labels.system === system);
  if (!series) return null;
  const { values, length } = samples.points(series, at - BACK_MS, at);
  const known = values.slice(0, length).filter(Number.isFinite).sort();
  const middle = known[Math.floor((known.length - 1) / 2)];
  return known.length < LEAST || middle === undefined ? null : { medianMs: middle, samples: known.length };
}
