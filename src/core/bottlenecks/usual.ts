import type { SystemId } from '../connect/profile/systems.ts';
import { ascending, quantile } from '../kernel/quantile.ts';
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
  const known = ascending([...values.subarray(0, length)].filter(Number.isFinite));
  return known.length < LEAST ? null : { medianMs: quantile(known, 0.5), samples: known.length };
}
