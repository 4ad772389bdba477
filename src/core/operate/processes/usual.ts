import type { ProcessRecords } from '../../store/processes/index.ts';

/** Older ones were of another time. */
const MOST_RUNS = 20;

/**
 * How long each step took in earlier runs of the same definition: the median, in milliseconds, so that one slow
 * morning does not count. A step that is mostly skipped takes no time. Steps that no run got to are not in it.
 */
export function usualTimes(
  records: Pick<ProcessRecords, 'earlier'>,
  definitionHash: string,
): ReadonlyMap<string, number> {
  const all = new Map<string, number[]>();
  for (const { step, ms } of records.earlier(definitionHash, MOST_RUNS)) {
    if (ms === null) continue;
    const times = all.get(step);
    if (times) times.push(ms);
    else all.set(step, [ms]);
  }
  return new Map([...all].map(([step, times]) => [step, median(times)]));
}

function median(times: number[]): number {
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? 0;
}
