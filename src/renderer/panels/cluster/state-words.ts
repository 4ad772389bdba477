import type { ClusterKind, ConfigMapView, NodeView, PodView } from '../../../contract/cluster.ts';
import { grouped } from '../../format/number.ts';
import type { StateCount } from '../../tables/index.ts';

/** How an operator says what kubectl writes. Everything else is taken apart at its capitals. */
const SPOKEN: Readonly<Record<string, string>> = {
  CrashLoopBackOff: 'crash-looping',
  ImagePullBackOff: 'without image',
  ErrImagePull: 'without image',
  OOMKilled: 'out of memory',
  ContainerCreating: 'starting',
  PodInitializing: 'starting',
};

/**
 * A state in a sentence: `CrashLoopBackOff` is `crash-looping`, `NotReady,SchedulingDisabled` is `not ready,
 * scheduling disabled`. Tables keep the words of Kubernetes, because those are what one searches for.
 */
export function spoken(state: string): string {
  const known = SPOKEN[state];
  if (known !== undefined) return known;
  return state
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/,\s*/g, ', ')
    .toLowerCase();
}

/** A pod can run and yet not be ready; that is a state of its own. */
export function podState(pod: PodView): string {
  return pod.status === 'Running' && pod.level === 'warning' ? 'NotReady' : pod.status;
}

/** A node under pressure is ready all the same, but that is not what matters about it. */
export function nodeState(node: NodeView): string {
  return node.status === 'Ready' && node.level !== 'good' ? 'UnderPressure' : node.status;
}

/** What a config map says of the constitutional hash; of its own health it says nothing. */
export function configMapState({ hash }: Pick<ConfigMapView, 'hash'>): string {
  return { match: 'Matches', mismatch: 'Another hash', none: 'No hash' }[hash];
}

const NOUNS: Record<ClusterKind, string> = {
  pods: 'pods',
  deployments: 'deployments',
  nodes: 'nodes',
  events: 'events',
  configMaps: 'config maps',
};

const ONE: Record<ClusterKind, string> = {
  pods: 'pod',
  deployments: 'deployment',
  nodes: 'node',
  events: 'event',
  configMaps: 'config map',
};

/**
 * `42 pods: 39 running, 2 crash-looping, 1 pending`. What is bad comes first after what is good; more
 * than three bad states are counted together.
 */
export function countSentence(kind: ClusterKind, total: number, counts: readonly StateCount[]): string {
  const noun = nounOf(kind, total);
  if (total === 0) return `no ${noun}`;
  if (kind === 'configMaps') return configMapSentence(total, noun, counts);
  if (kind === 'events') return eventSentence(total, noun, counts);
  const present = counts.filter(({ count }) => count > 0);
  const good = present.filter(({ level }) => level === 'good');
  const bad = present.filter(({ level }) => level !== 'good');
  const only = present[0];
  if (present.length === 1 && only)
    return `${grouped(total)} ${noun}, ${total === 1 ? '' : 'all '}${spoken(only.state)}`;
  const named = bad.slice(0, bad.length > 3 ? 2 : 3);
  const rest = bad.slice(named.length).reduce((sum, { count }) => sum + count, 0);
  const parts = [...good, ...named].map(({ state, count }) => `${grouped(count)} ${spoken(state)}`);
  if (rest > 0) parts.push(`${grouped(rest)} in other states`);
  return `${grouped(total)} ${noun}: ${parts.join(', ')}`;
}

/** The noun for so many. */
export function nounOf(kind: ClusterKind, count: number): string {
  return count === 1 ? ONE[kind] : NOUNS[kind];
}

/** Most config maps carry no hash, and need none: only a wrong one is worth a word. */
function configMapSentence(total: number, noun: string, counts: readonly StateCount[]): string {
  const wrong = counts.filter(({ level }) => level === 'critical').reduce((sum, { count }) => sum + count, 0);
  return `${grouped(total)} ${noun}${wrong === 0 ? '' : `, ${grouped(wrong)} with another constitutional hash`}`;
}

function eventSentence(total: number, noun: string, counts: readonly StateCount[]): string {
  const warnings = counts.filter(({ level }) => level !== 'good').reduce((sum, { count }) => sum + count, 0);
  const said =
    warnings === 0 ? 'no warnings' : warnings === 1 ? '1 warning' : `${grouped(warnings)} warnings`;
  return `${grouped(total)} ${noun}, ${said}`;
}
