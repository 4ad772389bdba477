import { RE2JS } from 're2js';
import type { Cluster } from '../../cluster/index.ts';
import type { ClusterOperations } from '../../cluster/operations/index.ts';
import { recordAt } from '../../connect/kubernetes/fields.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { foundOut, lookAction, MARKS, openAction, type Verdict, worstOf } from './look-action.ts';
import type { Places } from './places.ts';

type Level = 'good' | 'warning' | 'critical' | 'unknown';
interface Seen {
  name: string;
  level: Level;
  status: string;
  reason: string | null;
}

const RANK: Readonly<Record<Level, number>> = { critical: 0, warning: 1, unknown: 2, good: 3 };
const VERDICTS: Readonly<Record<Level, Verdict>> = {
  critical: 'fail',
  warning: 'fail',
  unknown: 'unknown',
  good: 'pass',
};

/** What runbooks look at in the cluster. */
export function clusterLooks(options: {
  cluster: Pick<Cluster, 'list' | 'logs'>;
  operations: ClusterOperations;
  places: Places;
}): ActionKind[] {
  const { cluster, operations, places } = options;
  const looks = [
    lookAction({
      name: 'cluster.pods',
      async look({ require, deployment, namespace }, { signal }) {
        const pods = await podsOf(cluster, places, { deployment, namespace }, signal);
        const troubled = worstFirst(pods.filter(({ level }) => level !== 'good'));
        const ready = pods.length - troubled.length;
        const whose = deployment === undefined ? '' : ` of ${deployment}`;
        const verdict = pods.length === 0 ? 'fail' : worstOf(pods.map(({ level }) => VERDICTS[level]));
        const words =
          pods.length === 0
            ? `There are no pods${whose}`
            : `${ready} of ${pods.length} pods${whose} ready${named(troubled)}`;
        const output = {
          total: pods.length,
          ready,
          allReady: verdict === 'pass',
          troubled: troubled.map(({ name }) => name),
          lines: [`${MARKS[verdict]} ${words}`, ...troubled.map(seenLine)],
        };
        return foundOut({ verdict, words, output, require });
      },
    }),
    lookAction({
      name: 'cluster.deployments',
      async look({ require, namespace }, { signal }) {
        const { items } = await cluster.list('deployments', { ...scope(namespace), signal });
        const judged = worstFirst(
          items.map((it) => {
            const complete = it.available === it.desired && it.ready === it.desired;
            const reason = it.reason ?? `${it.ready} of ${it.desired} pods ready`;
            return {
              ...it,
              reason,
              level: it.level === 'good' && !complete ? ('warning' as const) : it.level,
            };
          }),
        );
        const troubled = judged.filter(({ level }) => level !== 'good');
        const shutDown = judged.filter(({ level, desired }) => level === 'good' && desired === 0).length;
        const available = items.length - troubled.length;
        const verdict = worstOf([
          ...troubled.map(({ level }) => VERDICTS[level]),
          ...(available > 0 ? ['pass' as const] : []),
        ]);
        const words = `${availableWords(items.length, available, shutDown)}${named(troubled)}`;
        const output = {
          total: items.length,
          available,
          allAvailable: verdict === 'pass',
          replicas: Object.fromEntries(items.map((it) => [places.systemOf(it.name), it.desired])),
          lines: [`${MARKS[verdict]} ${words}`, ...troubled.map(seenLine)],
        };
        return foundOut({ verdict, words, output, require });
      },
    }),
    lookAction({
      name: 'cluster.nodes',
      async look({ require }, { signal }) {
        const { items } = await cluster.list('nodes', { context: null, namespaces: 'all', signal });
        const troubled = worstFirst(items.filter(({ level }) => level !== 'good'));
        const ready = items.length - troubled.length;
        const verdict = worstOf(items.map(({ level }) => VERDICTS[level]));
        const words =
          items.length === 0
            ? 'The cluster names no nodes'
            : `${ready} of ${items.length} nodes ready${named(troubled)}`;
        const lines = [`${MARKS[verdict]} ${words}`, ...troubled.map(seenLine)];
        const output = { total: items.length, ready, allReady: verdict === 'pass', lines };
        return foundOut({ verdict, words, output, require });
      },
    }),
    lookAction({
      name: 'cluster.logs',
      async look({ deployment, namespace, tail, search }, { signal }) {
        const matcher = search === undefined ? null : compile(search);
        const place = places.deployment({ deployment, namespace });
        const request = {
          context: null,
          targets: [{ kind: 'deployment' as const, ...place }],
          container: null,
          tail,
          sinceMs: null,
          previous: false,
          follow: false,
        };
        const lines: string[] = [];
        const notes: string[] = [];
        for await (const batch of cluster.logs.open(request, signal)) {
          for (const { note, text } of batch.lines) (note ? notes : lines).push(text);
        }
        const matching = matcher === null ? 0 : lines.filter((line) => matcher.matcher(line).find()).length;
        const told = search === undefined ? '' : `, ${matching} with ${search}`;
        const words = [`${lines.length} lines of ${deployment}${told}`, ...notes].join('; ');
        return { end: 'done', words, output: { lines, total: lines.length, matching } };
      },
    }),
    lookAction({
      name: 'cluster.configmap.get',
      async look({ expect = {}, ...input }, { signal }) {
        const map = places.configMap(input);
        const { object, yaml } = await operations.configMap(map, 'restorable', signal);
        const data = Object.fromEntries(
          Object.entries(recordAt(object, 'data')).map(([key, value]) => [key, String(value)]),
        );
        const named = `config map ${map.namespace}/${map.name}`;
        const other = Object.entries(expect).find(([key, value]) => data[key] !== value);
        const words =
          other === undefined
            ? `${named} has ${Object.keys(data).length} keys`
            : `${other[0]} of ${named} is ${data[other[0]] ?? 'not there'}, not ${other[1]}`;
        return { end: other === undefined ? 'done' : 'failed', words, output: { yaml, data } };
      },
    }),
  ];
  const rolloutStatus = openAction({
    name: 'cluster.rollout-status',
    words: ({ deployment }) => `Follows the rollout of ${deployment} to its end`,
    async run({ require, ...of }, { signal, progress }) {
      const { ok, words } = await operations.followRollout(places.deployment(of), progress, signal);
      return foundOut({ verdict: ok ? 'pass' : 'fail', words, output: { complete: ok, words }, require });
    },
  });
  return [...looks, rolloutStatus];
}

/** Those of a deployment, or all of the namespace. */
export async function podsOf(
  cluster: Pick<Cluster, 'list'>,
  places: Places,
  of: { deployment?: string | undefined; namespace?: string | undefined },
  signal: AbortSignal,
) {
  const { deployment, namespace } = of;
  const { items } = await cluster.list('pods', { ...scope(namespace), signal });
  if (deployment === undefined) return items;
  const { name } = places.deployment({ deployment, namespace });
  return items.filter(({ owner }) => owner === name);
}

/** Left out: the profile's. */
export function scope(namespace: string | undefined) {
  return { context: null, namespaces: namespace === undefined ? ('own' as const) : [namespace] };
}

function worstFirst<It extends Seen>(items: readonly It[]): It[] {
  return items.toSorted((one, other) => RANK[one.level] - RANK[other.level]);
}

/** What is shut down is told by itself: it would sound as if it ran. */
function availableWords(total: number, available: number, shutDown: number): string {
  if (total === 0) return 'There are no deployments';
  if (shutDown === total) return `All ${total} deployments are shut down`;
  const others = `${available - shutDown} of ${total - shutDown} deployments available`;
  return shutDown === 0 ? others : `${others}, ${shutDown} shut down`;
}

const MOST_NAMED = 3;

function named(troubled: readonly Seen[]): string {
  if (troubled.length === 0) return '';
  const shown = troubled.slice(0, MOST_NAMED).map(({ name, status }) => `${name} ${status}`);
  const more = troubled.length - shown.length;
  return `: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function seenLine({ name, level, status, reason }: Seen): string {
  return `${MARKS[VERDICTS[level]]} ${name}: ${status}${reason === null ? '' : `: ${reason}`}`;
}

function compile(search: string): RE2JS {
  try {
    return RE2JS.compile(search);
  } catch {
    throw new OperatorError('usage', `"${search}" is no regular expression as RE2 reads them`);
  }
}
