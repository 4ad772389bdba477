import type { SystemInfo } from '../connect/profile/systems.ts';
import type { HashState, Observation, Part, Reading } from '../observe/observation.ts';
import { readingOf } from '../observe/problem-reading.ts';

export type SystemStatus = Reading['status'] | 'not-configured';

/** What the cluster says of a system's pods; null when it has no deployment or nobody looked. */
export interface PodsSight {
  ready: number;
  desired: number;
  /** `governance-6d9f-x2 CrashLoopBackOff` of the first pod that is not ready. */
  trouble: string | null;
  /** What they use, as figures of the system; none where nobody measures it. */
  usage: Record<string, number>;
  observedAt: number;
  live: boolean;
}

/** One system, judged. Times are epoch milliseconds. */
export interface SystemJudgement {
  info: SystemInfo;
  status: SystemStatus;
  reason: string | null;
  reported: string | null;
  httpStatus: number | null;
  responseTimeMs: number | null;
  version: string | null;
  hash: HashState;
  hashSeen: Reading['hashSeen'];
  parts: Part[];
  detail: string | null;
  figures: Record<string, number>;
  pods: { ready: number; desired: number } | null;
  source: string | null;
  observedAt: number | null;
  stale: boolean;
}

const SCALED_TO_NOTHING = 'scaled to 0 pods';

/** How a system is looked at, as the profile says. */
export type Sight = 'probe' | 'pods' | 'none';

/** Nothing known of a system. */
export const UNSEEN = {
  reported: null,
  httpStatus: null,
  responseTimeMs: null,
  version: null,
  hash: 'unverified' as const,
  hashSeen: [],
  parts: [],
  detail: null,
  figures: {},
  source: null,
  observedAt: null,
  stale: false,
};

/**
 * Puts together what a probe and the cluster say of one system. Bad news wins over good, and what
 * nobody saw recently is unknown.
 *
 * @param staleAfterMs age after which an observation no longer speaks for the present.
 */
export function judge(input: {
  info: SystemInfo;
  sight: Sight;
  observation: Observation<Reading> | undefined;
  pods: PodsSight | null;
  now: number;
  staleAfterMs: number;
}): SystemJudgement {
  const { info, sight, pods } = input;
  const podCount = pods && { ready: pods.ready, desired: pods.desired };
  if (sight === 'none') {
    return {
      info,
      ...UNSEEN,
      status: 'not-configured',
      reason: 'not configured in the profile',
      pods: podCount,
    };
  }
  if (sight === 'pods') return judgeByPods(info, pods);
  const { observation, now, staleAfterMs } = input;
  if (!observation) {
    return { info, ...UNSEEN, status: 'unknown', reason: 'not looked at yet', pods: podCount };
  }
  const seen = { source: observation.source, observedAt: observation.observedAt, pods: podCount };
  const reading = readingOf(observation);
  const figures = { ...reading.figures, ...pods?.usage };
  const judged = { info, ...reading, ...seen, figures, stale: false };
  const ageMs = now - observation.observedAt;
  // A look from the future speaks for the present no more than an old one: the clock was set back since.
  if (Math.abs(ageMs) > staleAfterMs) {
    const since =
      ageMs > 0
        ? `no answer for ${Math.round(ageMs / 1000)} s`
        : 'not looked at since the clock was set back';
    return { ...judged, stale: true, status: 'unknown', reason: `${since}; it was ${reading.status}` };
  }
  const lack = lackOfPods(pods);
  if (reading.status === 'operational' && lack !== null)
    return { ...judged, status: 'degraded', reason: lack };
  return judged;
}

function judgeByPods(info: SystemInfo, pods: PodsSight | null): SystemJudgement {
  if (!pods) {
    return { info, ...UNSEEN, status: 'unknown', reason: 'the cluster does not say', pods: null };
  }
  const seen = {
    ...UNSEEN,
    info,
    pods: { ready: pods.ready, desired: pods.desired },
    figures: pods.usage,
    source: 'pods of its deployment',
    observedAt: pods.observedAt,
    stale: !pods.live,
  };
  if (!pods.live) return { ...seen, status: 'unknown', reason: 'the cluster is not answering' };
  if (pods.desired === 0) return { ...seen, status: 'down', reason: SCALED_TO_NOTHING };
  if (pods.ready === 0) return { ...seen, status: 'down', reason: lackOfPods(pods) };
  const lack = lackOfPods(pods);
  return { ...seen, status: lack === null ? 'operational' : 'degraded', reason: lack };
}

function lackOfPods(pods: PodsSight | null): string | null {
  if (!pods?.live) return null;
  // Whatever answers at its address is not what runs here.
  if (pods.desired === 0) return SCALED_TO_NOTHING;
  if (pods.ready >= pods.desired) return null;
  const trouble = pods.trouble === null ? '' : `: ${pods.trouble}`;
  return `${pods.ready} of ${pods.desired} pods ready${trouble}`;
}
