import type { Cluster } from '../../cluster/index.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { named, podsOf, type Seen, scope, seenLine, VERDICTS, worstFirst } from './cluster-seen.ts';
import type { InputOf } from './known.ts';
import { foundOut, lookAction, MARKS, worstOf } from './look-action.ts';
import type { Places } from './places.ts';

type Want = InputOf<'cluster.deployments'>['want'];

interface Deployment extends Seen {
  desired: number;
  ready: number;
  available: number;
}

/**
 * Looks whether deployments are as they shall be: each as it is set, or those of the profile running, or shut down to
 * their last pod.
 */
export function deploymentLook(ground: { cluster: Pick<Cluster, 'list'>; places: Places }): ActionKind {
  const { cluster, places } = ground;
  return lookAction({
    name: 'cluster.deployments',
    async look({ require, namespace, want, only }, { signal }) {
      const { items } = await cluster.list('deployments', { ...scope(namespace), signal });
      const names = (only ?? places.deployed).map(
        (it) => places.deployment({ deployment: it, namespace }).name,
      );
      const isWanted = (name: string) => want !== undefined && names.includes(name);
      const about = only === undefined ? items : items.filter(({ name }) => names.includes(name));
      const pods = want === 'shut-down' ? await podsOf(cluster, places, { namespace }, signal) : [];
      const podsLeft = (name: string) => pods.filter(({ owner }) => owner === name).length;
      const missing = want === 'running' ? names.filter((name) => !items.some((it) => it.name === name)) : [];
      const judged = worstFirst([
        ...about.map((it) => judge(it, isWanted(it.name) ? want : undefined, podsLeft(it.name))),
        ...missing.map(gone),
      ]);
      const troubled = judged.filter(({ level }) => level !== 'good');
      const good = judged.length - troubled.length;
      const verdict = worstOf([
        ...troubled.map(({ level }) => VERDICTS[level]),
        ...(good > 0 ? ['pass' as const] : []),
      ]);
      const shutDown = about.filter(({ desired }) => desired === 0).length;
      const said =
        want === 'shut-down'
          ? shutDownWords(judged.length, good)
          : availableWords(judged.length, good, want === 'running' ? 0 : shutDown);
      const words = `${said}${named(troubled)}`;
      const output = {
        total: judged.length,
        available: good,
        allAvailable: verdict === 'pass',
        replicas: Object.fromEntries(items.map((it) => [places.systemOf(it.name), it.desired])),
        lines: [`${MARKS[verdict]} ${words}`, ...troubled.map(seenLine)],
      };
      return foundOut({ verdict, words, output, require });
    },
  });
}

function judge(deployment: Deployment, want: Want, podsLeft: number): Seen {
  const { name, status, level, desired, ready, available, reason } = deployment;
  const podWords = `${ready} of ${desired} pods ready`;
  if (want === 'shut-down') {
    if (desired > 0) return { name, level: 'critical', status: 'runs', reason: podWords };
    if (podsLeft === 0) return { name, level: 'good', status: 'shut down', reason: null };
    return { name, level: 'warning', status: `has ${podsLeft} pods left`, reason: 'they are ending' };
  }
  if (want === 'running' && desired === 0)
    return { name, level: 'critical', status: 'is shut down', reason: 'scaled to 0 pods' };
  const isComplete = available === desired && ready === desired;
  return {
    ...{ name, status, reason: reason ?? podWords },
    level: level === 'good' && !isComplete ? 'warning' : level,
  };
}

function gone(name: string): Seen {
  return { name, level: 'critical', status: 'is not there', reason: 'the namespace has no such deployment' };
}

function shutDownWords(total: number, shutDown: number): string {
  if (total === 0) return 'There are no deployments';
  return shutDown === total
    ? `All ${total} deployments are shut down`
    : `${shutDown} of ${total} deployments are shut down`;
}

/** What is shut down is told by itself: it would sound as if it ran. */
function availableWords(total: number, available: number, shutDown: number): string {
  if (total === 0) return 'There are no deployments';
  if (shutDown === total) return `All ${total} deployments are shut down`;
  const others = `${available - shutDown} of ${total - shutDown} deployments available`;
  return shutDown === 0 ? others : `${others}, ${shutDown} shut down`;
}
