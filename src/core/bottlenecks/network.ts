import { isServiceId, type SystemId, systemName } from '../connect/profile/systems.ts';
import type { RouteLoad } from '../observe/load/routes.ts';
import { type Advice, type AreaFindings, type Evidence, figure, type Suspect, said } from './finding.ts';
import { isTrouble } from './trouble.ts';
import { counted, percent, some, span } from './words.ts';

/** What a system usually takes, from the record. */
export interface Usual {
  medianMs: number;
  samples: number;
}

/** Slow is both: so many times the usual, and so much longer that somebody notices. */
const SLOW = {
  warning: { times: 3, longerMs: 100 },
  critical: { times: 10, longerMs: 500 },
};

/** One failure may be chance; of five questions, two are far beyond the guide's 2 %. */
const SEVERAL = 2;

/** A part of the way that takes more than half of the time is where to look. */
const MOST_OF_IT = 0.5;

/** What of the way to the systems, and of their own time, holds requests up. */
export function judgeNetwork(
  routes: readonly RouteLoad[],
  measured: {
    usual: (system: SystemId) => Usual | null;
    /** The deployment of a service, for what can be done. */
    deployment: (system: SystemId) => string | null;
    /** The profile's levels of the response time; null where it has none. */
    response: { warning: number | null; critical: number | null };
    at: number;
  },
): AreaFindings {
  const found: AreaFindings = { suspects: [], fine: [], blind: [] };
  const without: string[] = [];
  for (const route of routes) {
    const name = systemName(route.system);
    const { problem } = route;
    if (problem && !isTrouble(problem)) {
      // We could not ask: nothing is known of the other side.
      const { message: why, hint } = problem;
      found.blind.push({ area: 'network', what: `The way to ${name}`, why, hint, essential: true });
      continue;
    }
    const usual = measured.usual(route.system);
    const suspect = suspectOf(route, name, usual, measured);
    if (suspect) found.suspects.push(suspect);
    if (route.responseMs === null) continue;
    if (!usual) without.push(name);
    if (suspect) continue;
    found.fine.push({
      area: 'network',
      what: name,
      says: `${span(route.responseMs)}${usual ? `, usually ${span(usual.medianMs)}` : ''}${wayIn(route)}`,
      utilisation: null,
      source: route.source,
      observedAt: measured.at,
    });
  }
  if (without.length > 0) {
    found.blind.push({
      area: 'network',
      what: `What is usual for ${some(without)}`,
      why: 'too little is recorded of the last 24 hours: only the limits of the profile could be held against them',
      hint: 'It is recorded while a window or acgs serve is open.',
      essential: false,
    });
  }
  return found;
}

function suspectOf(
  route: RouteLoad,
  name: string,
  usual: Usual | null,
  { deployment, response, at }: Parameters<typeof judgeNetwork>[1],
): Suspect | null {
  const { system, problem, responseMs, failed, asked } = route;
  const shared = { area: 'network' as const, about: name, utilisation: null, observedAt: at };
  const advice = adviceFor(system, deployment(system));
  if (responseMs === null || failed > 0 || problem) {
    if (!problem && failed === 0) return null;
    const isGone = responseMs === null && problem !== null;
    return {
      ...shared,
      id: `network/${system}/errors`,
      kind: 'errors',
      level: isGone || failed >= SEVERAL ? 'critical' : 'warning',
      sentence: isGone
        ? `${problem.message}.`
        : failed > 0
          ? `${name} answered ${counted(failed, 'time')} of ${asked} with an error of its own (5xx).`
          : `${name} did not answer 1 of ${asked} questions: ${problem?.message ?? ''}.`,
      delayMs: null,
      explains: null,
      evidence: [
        figure('Asked', asked, 'count', route.source),
        ...(failed > 0
          ? [figure('Answered with 5xx', failed, 'count', route.source, { value: 0, says: 'none' })]
          : []),
        ...(problem ? [said('What went wrong', problem.message, route.source)] : []),
        ...(problem?.hint ? [said('What may help', problem.hint, route.source)] : []),
        ...timesOf(route),
      ],
      advice,
    };
  }
  const level = levelOfTime(responseMs, usual, response);
  if (level === null) return null;
  const where = whereItGoes(route);
  const compared = usual
    ? `, ${Math.max(1, Math.round(responseMs / Math.max(usual.medianMs, 0.1)))} times its usual ${span(usual.medianMs)}`
    : '';
  return {
    ...shared,
    id: `network/${system}/slow`,
    kind: 'latency',
    level,
    sentence: `${name} takes ${span(responseMs)} to answer${compared}; ${where.words}.`,
    delayMs: usual ? Math.max(0, responseMs - usual.medianMs) : responseMs,
    explains: where.share,
    evidence: [
      figure(
        'Response time',
        responseMs,
        'ms',
        route.source,
        usual
          ? { value: usual.medianMs, says: `usual: the median of ${usual.samples} looks in 24 hours` }
          : { value: response.warning, says: 'warning of the profile' },
      ),
      ...timesOf(route),
      ...route.parts
        .slice(0, 6)
        .map(({ part, durationMs }) =>
          figure(`Its part ${part}`, durationMs, 'ms', 'what it says of itself'),
        ),
    ],
    advice: where.isWay
      ? [{ says: 'Look at the network, the VPN and the name servers between here and there', command: null }]
      : advice,
  };
}

function levelOfTime(
  ms: number,
  usual: Usual | null,
  response: { warning: number | null; critical: number | null },
): Suspect['level'] | null {
  const isBeyond = ({ times, longerMs }: { times: number; longerMs: number }) =>
    usual !== null && ms >= times * usual.medianMs && ms >= usual.medianMs + longerMs;
  if ((response.critical !== null && ms > response.critical) || isBeyond(SLOW.critical)) return 'critical';
  return (response.warning !== null && ms > response.warning) || isBeyond(SLOW.warning) ? 'warning' : null;
}

/** Which part of the way takes most of the time, and which of its own parts it names for it. */
function whereItGoes(route: RouteLoad): { words: string; share: number | null; isWay: boolean } {
  const parts: { words: string; ms: number; isWay: boolean }[] = [
    { words: 'finding its address (DNS)', ms: route.dnsMs ?? 0, isWay: true },
    { words: 'making the connection (TCP)', ms: route.connectMs ?? 0, isWay: true },
    { words: 'agreeing on keys (TLS)', ms: route.tlsMs ?? 0, isWay: true },
    { words: 'its own work until the first byte', ms: route.firstByteMs ?? 0, isWay: false },
    { words: 'sending the answer', ms: route.transferMs ?? 0, isWay: true },
  ];
  const total = parts.reduce((sum, { ms }) => sum + ms, 0);
  const [most] = parts.sort((a, b) => b.ms - a.ms);
  if (!most || total <= 0) return { words: 'where the time goes is not known', share: null, isWay: false };
  const share = most.ms / total;
  if (share < MOST_OF_IT) return { words: 'the time is spread over the whole way', share: null, isWay: true };
  const own = [...route.parts].sort((a, b) => b.durationMs - a.durationMs)[0];
  if (!most.isWay && own && own.durationMs >= MOST_OF_IT * total) {
    return {
      words: `it says that its part ${own.part} takes ${span(own.durationMs)} of that`,
      share: Math.min(1, own.durationMs / total),
      isWay: false,
    };
  }
  return { words: `${percent(share)} of it goes into ${most.words}`, share, isWay: most.isWay };
}

function timesOf(route: RouteLoad): Evidence[] {
  const parts: [string, number | null][] = [
    ['Finding the address (DNS)', route.dnsMs],
    ['Connecting (TCP)', route.connectMs],
    ['Agreeing on keys (TLS)', route.tlsMs],
    ['Until the first byte', route.firstByteMs],
    ['Until the last byte', route.transferMs],
  ];
  return parts.flatMap(([label, ms]) => (ms === null ? [] : [figure(label, ms, 'ms', route.source)]));
}

/** The way itself, where it was measured apart from the answer. */
function wayIn({ dnsMs, connectMs, tlsMs }: RouteLoad): string {
  const way = [
    dnsMs === null ? null : `DNS ${span(dnsMs)}`,
    connectMs === null ? null : `connect ${span(connectMs)}`,
    tlsMs === null ? null : `TLS ${span(tlsMs)}`,
  ].filter((part) => part !== null);
  return way.length === 0 ? '' : ` (${way.join(', ')})`;
}

function adviceFor(system: SystemId, deployment: string | null): Advice[] {
  if (deployment !== null) {
    return [
      { says: 'See what it writes', command: `acgs cluster logs deployment/${deployment} --since 10m` },
      {
        says: 'Scale it up (handover guide, Troubleshooting 1)',
        command: `acgs cluster scale ${deployment} --replicas N`,
      },
    ];
  }
  if (isServiceId(system)) {
    return [
      {
        says: 'Scale it up (handover guide, Troubleshooting 1): its deployment is not in the profile',
        command: null,
      },
    ];
  }
  const only: Partial<Record<SystemId, string>> = {
    postgres: 'acgs bottlenecks --only database',
    redis: 'acgs bottlenecks --only cache',
    cluster: 'acgs cluster nodes',
  };
  const command = only[system];
  return command === undefined ? [] : [{ says: 'Look closer', command }];
}
