import { z } from 'zod';
import { SYSTEMS, type SystemId, type SystemInfo } from '../connect/profile/systems.ts';
import type { Threshold, ThresholdId } from '../connect/profile/thresholds.ts';
import type { Fact } from '../store/facts/index.ts';
import type { Store } from '../store/index.ts';
import { statusFact } from './activity.ts';
import type { TrackedSystem } from './board.ts';
import { type SystemJudgement, UNSEEN } from './judge.ts';
import { BOARD_SUBJECT, FIGURE_SERIES, RESPONSE_TIME_SERIES, UP_SERIES } from './recorder.ts';

type Record = Pick<Store, 'facts' | 'samples'>;

const hashFact = z.object({
  state: z.enum(['match', 'mismatch', 'unverified']),
  seen: z.array(z.object({ value: z.string(), where: z.enum(['header', 'body', 'validation']) })),
});
const partsFact = z.array(z.object({ name: z.string(), reported: z.string(), good: z.boolean() }));
const answerFact = z.object({
  reported: z.string().nullable(),
  httpStatus: z.number().nullable(),
  source: z.string().nullable(),
});
const podsFact = z.object({ ready: z.number(), desired: z.number() }).nullable();
const textFact = z.string().nullable();
const limitsFact = z.object({
  thresholds: z.array(
    z.object({
      id: z.string(),
      target: z.number(),
      warning: z.number().nullable(),
      critical: z.number().nullable(),
    }),
  ),
  expectedHash: z.string(),
});

/** How far back the beginning of a status is looked for. */
const MOST_HISTORY = 50;

/**
 * The systems as they were known at a moment, from the record alone. What nobody had looked at lately is
 * unknown, with what it was when last seen: a record is no reason to call anything good.
 *
 * @param staleAfterMs age after which an observation no longer speaks for the moment.
 */
export function recordedSystems(
  { facts, samples }: Record,
  options: { at: number; staleAfterMs: number; isConfigured: (id: SystemId) => boolean },
): TrackedSystem[] {
  const { at, staleAfterMs } = options;
  const bySubject = Map.groupBy(facts.asOf(at), (fact) => fact.subject);
  const sampled = (name: string) =>
    Map.groupBy(samples.asOf(name, { from: 0, at }), ({ labels }) => labels.system ?? '');
  const looks = sampled(UP_SERIES);
  const answers = sampled(RESPONSE_TIME_SERIES);
  const figures = sampled(FIGURE_SERIES);

  return SYSTEMS.map((info): TrackedSystem => {
    const known = new Map(bySubject.get(info.id)?.map((fact) => [fact.facet, fact]));
    const status = known.get('status');
    if (!status) return { ...neverSeen(info, options.isConfigured(info.id)), since: null };
    const seen = statusFact(status.value);
    const lastLook = looks.get(info.id)?.find((look) => look.at >= status.observedAt)?.at;
    const observedAt = at > status.lastSeenAt ? status.lastSeenAt : (lastLook ?? status.observedAt);
    const ofLook = ({ at: sampledAt }: { at: number }) => Math.abs(sampledAt - observedAt) <= 1;
    const hash = read(hashFact, known.get('hash')) ?? { state: 'unverified' as const, seen: [] };
    const answer = read(answerFact, known.get('answer'));
    const judged: SystemJudgement = {
      info,
      ...seen,
      reported: answer?.reported ?? null,
      httpStatus: answer?.httpStatus ?? null,
      responseTimeMs: answers.get(info.id)?.find(ofLook)?.value ?? null,
      version: read(textFact, known.get('version')) ?? null,
      hash: hash.state,
      hashSeen: hash.seen,
      parts: read(partsFact, known.get('parts')) ?? [],
      detail: read(textFact, known.get('detail')) ?? null,
      figures: Object.fromEntries(
        (figures.get(info.id) ?? []).filter(ofLook).map(({ labels, value }) => [labels.figure ?? '', value]),
      ),
      pods: read(podsFact, known.get('pods')) ?? null,
      source: answer?.source ?? null,
      observedAt,
      stale: false,
    };
    if (at - status.lastSeenAt > staleAfterMs) {
      const forS = Math.round((at - status.lastSeenAt) / 1000);
      return { ...outOfSight(judged, `nobody had looked for ${forS} s`), since: status.lastSeenAt };
    }
    return { ...judged, since: sinceOf(facts, info.id, seen.status, at) };
  });
}

/** What was known before, where nothing is known now: never good, and as old as it is. */
export function outOfSight(known: SystemJudgement, why: string): SystemJudgement {
  return { ...known, status: 'unknown', stale: true, reason: `${why}; it was ${known.status}` };
}

/** The limits that a moment was judged by, where they were recorded. */
export function recordedLimits(
  { facts }: Record,
  at: number,
  present: { thresholds: ReadonlyMap<ThresholdId, Threshold>; expectedHash: string },
): { thresholds: ReadonlyMap<ThresholdId, Threshold>; expectedHash: string } {
  const recorded = read(limitsFact, facts.factAt(BOARD_SUBJECT, 'limits', at));
  if (!recorded) return present;
  const thresholds = new Map(
    [...present.thresholds].map(([id, threshold]) => {
      const then = recorded.thresholds.find((candidate) => candidate.id === id);
      const { target, warning, critical } = then ?? threshold;
      return [id, { ...threshold, target, warning, critical }] as const;
    }),
  );
  return { thresholds, expectedHash: recorded.expectedHash };
}

/** A new reason or a look after a gap is another fact; the status began with the first of them. */
function sinceOf(facts: Store['facts'], id: SystemId, status: SystemJudgement['status'], at: number): number {
  let since = at;
  for (const fact of facts.history(id, 'status', MOST_HISTORY, at)) {
    if (statusFact(fact.value).status !== status) break;
    since = fact.observedAt;
  }
  return since;
}

function neverSeen(info: SystemInfo, configured: boolean): SystemJudgement {
  return configured
    ? { info, ...UNSEEN, status: 'unknown', reason: 'nothing is recorded of it before that', pods: null }
    : { info, ...UNSEEN, status: 'not-configured', reason: 'not configured in the profile', pods: null };
}

/** What an older version wrote otherwise is left out. */
function read<T>(schema: z.ZodType<T>, fact: Fact | undefined): T | undefined {
  const parsed = schema.safeParse(fact?.value);
  return parsed.success ? parsed.data : undefined;
}
