import type { ClusterLoad, ContainerLoad, NodeLoad, PodLoad } from '../observe/load/containers.ts';
import { type AreaFindings, type Fine, figure, levelOfShare, type Suspect, said } from './finding.ts';
import type { Throttled } from './throttling.ts';
import { count, counted, percent, size, some, span } from './words.ts';

/** At its limit a container is throttled (CPU) or ended (memory): nearly there is soon there. */
const CRITICAL_SHARE = 0.95;
const THROTTLED = { warning: 0.1, critical: 0.25 };
/** What ended longer ago says nothing of now. */
const BACK_MS = 15 * 60_000;
/** What ended before that and has run since may be over. */
const RECENT_MS = 5 * 60_000;
/** The scheduler needs a moment. */
const PENDING_MS = 30_000;
const PODS = 'pod status';
const USAGE = 'metrics.k8s.io';

export interface PodLimits {
  /** Shares from which the profile warns. */
  cpu: number;
  memory: number;
}

type Tell = (one: Omit<Suspect, 'area' | 'explains' | 'observedAt'>) => void;
type TellFine = (one: Omit<Fine, 'area' | 'observedAt'>) => void;

/** What of the pods and nodes holds the system up. */
export function judgePods(
  load: ClusterLoad,
  measured: {
    limits: PodLimits;
    /** How often containers were throttled; or why nobody knows. */
    throttled: Throttled[] | { why: string; hint: string | null };
    at: number;
  },
): AreaFindings {
  const { at, limits, throttled } = measured;
  const found: AreaFindings = { suspects: [], fine: [], blind: [] };
  const suspect: Tell = (one) =>
    found.suspects.push({ ...one, area: 'pods', explains: null, observedAt: at });
  const fine: TellFine = (one) => found.fine.push({ ...one, area: 'pods', observedAt: at });
  const unsaid = (what: string, why: string, hint: string | null, essential: boolean) =>
    found.blind.push({ area: 'pods', what, why, hint, essential });

  ends(load.pods, at, suspect, fine);
  pending(load.pods, at, suspect, fine);
  if (load.usageProblem) {
    unsaid('What pods and nodes use', load.usageProblem.message, load.usageProblem.hint, true);
  }
  uses(load, limits, suspect, fine);
  if (Array.isArray(throttled)) throttling(throttled, suspect, fine);
  else unsaid('CPU throttling', throttled.why, throttled.hint, false);
  if (Array.isArray(load.nodes)) nodes(load.nodes, limits, suspect, fine);
  else unsaid('Nodes', load.nodes.message, load.nodes.hint, true);
  return found;
}

interface OfPod {
  pod: PodLoad;
  container: ContainerLoad;
}

function containersOf(pods: readonly PodLoad[]): OfPod[] {
  return pods.flatMap((pod) => pod.containers.map((container) => ({ pod, container })));
}

/** Containers that ended lately, by what made them and how they ended. */
function ends(pods: readonly PodLoad[], at: number, suspect: Tell, fine: TellFine): void {
  const lately = containersOf(pods).filter(
    ({ pod, container }) =>
      container.lastEnd !== null &&
      (at - (container.lastEndAt ?? 0) <= BACK_MS || /BackOff/.test(pod.status)),
  );
  const groups = Map.groupBy(lately, ({ pod, container }) => `${ownerOf(pod)}/${container.lastEnd}`);
  for (const [id, them] of groups) {
    const [first] = them.sort((a, b) => (b.container.lastEndAt ?? 0) - (a.container.lastEndAt ?? 0));
    if (!first) continue;
    const { pod, container } = first;
    const ofAll = pods.filter((other) => ownerOf(other) === ownerOf(pod)).length;
    const outOfMemory = container.lastEnd === 'OOMKilled';
    const isRecent = at - (container.lastEndAt ?? 0) <= RECENT_MS;
    const isLooping = them.some(({ pod: { status } }) => /BackOff/.test(status));
    const ended = outOfMemory
      ? 'was ended for using more memory than its limit'
      : `ended with ${container.lastEnd}`;
    const when =
      container.lastEndAt === null ? '' : `, last ${span(Math.max(0, at - container.lastEndAt))} ago`;
    suspect({
      id: `pods/ended/${id}`,
      about: ownerOf(pod),
      kind: 'errors',
      level: isLooping || (outOfMemory && isRecent) ? 'critical' : 'warning',
      sentence: `${them.length === 1 ? 'A container' : counted(them.length, 'container')} of ${ownerOf(pod)} (${counted(ofAll, 'pod')}) ${them.length === 1 ? ended : ended.replace('was', 'were').replace('its limit', 'their limit')}${when}${isLooping ? '; it is tried again and again' : ''}.`,
      utilisation: null,
      delayMs: null,
      evidence: them
        .slice(0, 5)
        .flatMap((one) => [
          said(
            `${one.pod.name}, ${one.container.name}`,
            `${one.container.lastEnd}, now ${one.pod.status}`,
            PODS,
          ),
          figure('Restarts', one.container.restarts, 'count', PODS),
          ...(outOfMemory ? [figure('Its memory limit', one.container.memoryLimitBytes, 'bytes', PODS)] : []),
        ]),
      advice: [
        { says: 'See what it wrote before its end', command: `acgs cluster logs ${pod.name} --previous` },
        ...(outOfMemory
          ? [
              {
                says: 'A higher memory limit in the deployment; more pods share the work',
                command: scale(pod),
              },
            ]
          : []),
      ],
    });
  }
  if (lately.length === 0) {
    const restarts = containersOf(pods).reduce((sum, { container }) => sum + container.restarts, 0);
    fine({
      what: 'Restarts',
      says: `none within ${span(BACK_MS)}${restarts > 0 ? `; ${count(restarts)} before` : ''}`,
      utilisation: null,
      source: PODS,
    });
  }
}

function pending(pods: readonly PodLoad[], at: number, suspect: Tell, fine: TellFine): void {
  const waiting = pods.filter(
    ({ phase, node, createdAt }) => phase === 'Pending' && node === '' && at - (createdAt ?? 0) >= PENDING_MS,
  );
  if (waiting.length === 0) {
    fine({ what: 'Pending pods', says: 'every pod has found a node', utilisation: null, source: PODS });
    return;
  }
  const [oldest] = [...waiting].sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
  suspect({
    id: 'pods/pending',
    about: some([...new Set(waiting.map(ownerOf))]),
    kind: 'saturation',
    level: 'critical',
    sentence: `${counted(waiting.length, 'pod')} ${waiting.length === 1 ? 'finds' : 'find'} no node, ${oldest?.name} for ${span(at - (oldest?.createdAt ?? at))}.`,
    utilisation: null,
    delayMs: null,
    evidence: waiting.slice(0, 5).map((pod) => said(pod.name, pod.reason ?? pod.status, PODS)),
    advice: [{ says: 'See what the nodes have left', command: 'acgs cluster top nodes' }],
  });
}

const RESOURCES = {
  cpu: {
    title: 'CPU',
    use: (container: ContainerLoad) => container.cpuCores,
    limit: (container: ContainerLoad) => container.cpuLimit,
    request: (container: ContainerLoad) => container.cpuRequest,
    unit: 'cores' as const,
    atLimit: 'at its limit it is throttled',
    show: (value: number) => `${Math.round(value * 1000)}m`,
  },
  memory: {
    title: 'memory',
    use: (container: ContainerLoad) => container.memoryBytes,
    limit: (container: ContainerLoad) => container.memoryLimitBytes,
    request: (container: ContainerLoad) => container.memoryRequestBytes,
    unit: 'bytes' as const,
    atLimit: 'at its limit it is ended',
    show: size,
  },
};

/** Containers against their own limits: the sum over a pod would hide the one that is at its limit. */
function uses(load: ClusterLoad, limits: PodLimits, suspect: Tell, fine: TellFine): void {
  const all = containersOf(load.pods);
  for (const kind of ['cpu', 'memory'] as const) {
    const resource = RESOURCES[kind];
    const measured = all.flatMap((one) => {
      const [use, limit] = [resource.use(one.container), resource.limit(one.container)];
      return use === null || limit === null || limit <= 0 ? [] : [{ ...one, use, limit, share: use / limit }];
    });
    const unlimited = all.filter(
      ({ container }) => resource.use(container) !== null && resource.limit(container) === null,
    ).length;
    const high = measured.filter(({ share }) => share >= limits[kind]);
    for (const [owner, them] of Map.groupBy(high, ({ pod }) => ownerOf(pod))) {
      const [top] = them.sort((a, b) => b.share - a.share);
      if (!top) continue;
      suspect({
        id: `pods/${kind}/${owner}`,
        about: owner,
        kind: 'utilisation',
        level: levelOfShare(top.share, { warning: limits[kind], critical: CRITICAL_SHARE }) ?? 'warning',
        sentence: `${top.pod.name} uses ${percent(top.share)} of its ${resource.title} limit (${resource.show(top.use)} of ${resource.show(top.limit)})${them.length > 1 ? `, as ${them.length === 2 ? 'does 1 more container' : `do ${them.length - 1} more containers`} of ${owner}` : ''}; ${resource.atLimit}.`,
        utilisation: top.share,
        delayMs: null,
        evidence: them.slice(0, 5).flatMap((one) => [
          figure(`${one.pod.name}, ${one.container.name}`, one.use, resource.unit, USAGE, {
            value: one.limit,
            says: 'limit',
          }),
          figure('It requests', resource.request(one.container), resource.unit, 'pod spec'),
        ]),
        advice: [
          {
            says: 'Scale it up (handover guide, Troubleshooting 1), or raise its limit',
            command: scale(top.pod),
          },
        ],
      });
    }
    if (high.length > 0 || measured.length + unlimited === 0) continue;
    const most = measured.reduce<(typeof measured)[number] | null>(
      (best, one) => (best === null || one.share > best.share ? one : best),
      null,
    );
    const without = unlimited === 0 ? '' : `; ${counted(unlimited, 'container')} without a limit`;
    fine({
      what: `${resource.title === 'CPU' ? 'CPU' : 'Memory'} of pods`,
      says: most
        ? `the most is ${percent(most.share)} of its limit (${most.pod.name})${without}`
        : `no container has a limit`,
      utilisation: most?.share ?? null,
      source: USAGE,
    });
  }
}

function throttling(throttled: readonly Throttled[], suspect: Tell, fine: TellFine): void {
  const [worst] = [...throttled].sort((a, b) => b.share - a.share);
  const level = worst ? levelOfShare(worst.share, THROTTLED) : null;
  if (!worst || level === null) {
    const most = worst ? `at most ${percent(worst.share)} of the time (${worst.pod})` : 'no container is';
    fine({ what: 'CPU throttling', says: most, utilisation: null, source: worst?.source ?? 'cAdvisor' });
    return;
  }
  suspect({
    id: `pods/throttled/${worst.pod}/${worst.container}`,
    about: worst.pod,
    kind: 'saturation',
    level,
    sentence: `${worst.pod} was held back in ${percent(worst.share)} of its CPU periods over ${span(worst.overMs)}: it wants more CPU than its limit gives.`,
    utilisation: null,
    delayMs: null,
    evidence: throttled
      .filter(({ share }) => share >= THROTTLED.warning)
      .slice(0, 5)
      .map(({ pod, container, share, source }) =>
        figure(`${pod}, ${container}`, share, 'ratio', source, {
          value: THROTTLED.warning,
          says: 'worth a look',
        }),
      ),
    advice: [{ says: 'Raise its CPU limit, or scale its deployment up', command: null }],
  });
}

function nodes(all: readonly NodeLoad[], limits: PodLimits, suspect: Tell, fine: TellFine): void {
  let most: { node: string; share: number; title: string } | null = null;
  let told = 0;
  for (const node of all) {
    const shares = {
      cpu: shareOf(node.cpuCores, node.cpuAllocatable),
      memory: shareOf(node.memoryBytes, node.memoryAllocatableBytes),
    };
    const evidence = [
      figure('CPU', node.cpuCores, 'cores', USAGE, { value: node.cpuAllocatable, says: 'allocatable' }),
      figure('Memory', node.memoryBytes, 'bytes', USAGE, {
        value: node.memoryAllocatableBytes,
        says: 'allocatable',
      }),
      ...(node.reason ? [said('It says', node.reason, 'node conditions')] : []),
    ];
    const shared = {
      about: `node ${node.name}`,
      utilisation: Math.max(shares.cpu ?? 0, shares.memory ?? 0) || null,
      delayMs: null,
      evidence,
      advice: [{ says: 'See who uses how much', command: 'acgs cluster top pods --sort-by memory' }],
    };
    if (!node.ready || node.pressures.length > 0) {
      told += 1;
      suspect({
        ...shared,
        id: `pods/node/${node.name}`,
        kind: node.ready ? 'saturation' : 'errors',
        level: 'critical',
        sentence: node.ready
          ? `Node ${node.name} is under ${node.pressures.map(pressureInWords).join(' and ')}: it takes no more pods and may throw some out.`
          : `Node ${node.name} is not ready: what runs on it is lost or about to move.`,
      });
      continue;
    }
    for (const kind of ['cpu', 'memory'] as const) {
      const share = shares[kind];
      if (share === null) continue;
      const { title } = RESOURCES[kind];
      const level = levelOfShare(share, { warning: limits[kind], critical: CRITICAL_SHARE });
      if (!most || share > most.share) most = { node: node.name, share, title };
      if (level === null) continue;
      told += 1;
      suspect({
        ...shared,
        id: `pods/node/${node.name}/${kind}`,
        kind: 'utilisation',
        level,
        utilisation: share,
        sentence: `Node ${node.name} uses ${percent(share)} of the ${title} that pods may use.`,
      });
    }
  }
  if (told > 0) return;
  fine({
    what: 'Nodes',
    says: most
      ? `${counted(all.length, 'node')} ready and without pressure; the most is ${percent(most.share)} of ${most.title} (${most.node})`
      : `${counted(all.length, 'node')} ready and without pressure`,
    utilisation: most?.share ?? null,
    source: 'node conditions',
  });
}

function pressureInWords(pressure: string): string {
  return pressure === 'NetworkUnavailable'
    ? 'a network that is not available'
    : `${pressure
        .replace(/Pressure$/, '')
        .replace('PID', 'process')
        .replace(/^[MD]/, (letter) => letter.toLowerCase())} pressure`;
}

function shareOf(used: number | null, of: number | null): number | null {
  return used === null || of === null || of <= 0 ? null : used / of;
}

function ownerOf({ owner, name }: PodLoad): string {
  return owner === '' ? name : owner;
}

function scale({ owner }: PodLoad): string | null {
  return owner === '' ? null : `acgs cluster scale ${owner} --replicas N`;
}
