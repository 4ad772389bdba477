import { RE2JS } from 're2js';
import type { Cluster } from '../../cluster/index.ts';
import type { ClusterOperations } from '../../cluster/operations/index.ts';
import { recordAt } from '../../connect/kubernetes/fields.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { named, podsOf, seenLine, VERDICTS, worstFirst } from './cluster-seen.ts';
import { foundOut, lookAction, MARKS, openAction, worstOf } from './look-action.ts';
import type { Places } from './places.ts';

/** What runbooks look at in the cluster. */
export function clusterLooks(options: {
  cluster: Pick<Cluster, 'list' | 'logs'>;
  operations: ClusterOperations;
  places: Places;
  expectedHash: string;
}): ActionKind[] {
  const { cluster, operations, places, expectedHash } = options;
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
      async look({ expect = {}, expectHash, ...input }, { signal }) {
        const map = places.configMap(input);
        const { object, yaml } = await operations.configMap(map, 'restorable', signal);
        const data = Object.fromEntries(
          Object.entries(recordAt(object, 'data')).map(([key, value]) => [key, String(value)]),
        );
        const named = `config map ${map.namespace}/${map.name}`;
        const wanted = { ...expect, ...(expectHash ? { constitutional_hash: expectedHash } : {}) };
        const other = Object.entries(wanted).find(([key, value]) => data[key] !== value);
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

function compile(search: string): RE2JS {
  try {
    return RE2JS.compile(search);
  } catch {
    throw new OperatorError('usage', `"${search}" is no regular expression as RE2 reads them`);
  }
}
