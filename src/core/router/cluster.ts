import { readShownConfigMap } from '../cluster/config-map-reader.ts';
import { ManifestError } from '../cluster/operations/config-map-manifest.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { problemOf } from '../kernel/errors.ts';
import { moment, type Telling } from './told.ts';

export function clusterRoutes({ os, told }: Telling, { cluster, operations, redactor }: ControlCenter) {
  return {
    info: os.cluster.info.handler(() => cluster.info()),
    pods: os.cluster.pods.handler(({ input, signal }) =>
      told(cluster.frames('pods', { ...input, at: moment(input.at), signal })),
    ),
    deployments: os.cluster.deployments.handler(({ input, signal }) =>
      told(cluster.frames('deployments', { ...input, at: moment(input.at), signal })),
    ),
    nodes: os.cluster.nodes.handler(({ input, signal }) =>
      told(cluster.frames('nodes', { ...input, at: moment(input.at), namespaces: 'all', signal })),
    ),
    events: os.cluster.events.handler(({ input, signal }) =>
      told(cluster.frames('events', { ...input, at: moment(input.at), signal })),
    ),
    configMaps: os.cluster.configMaps.handler(({ input, signal }) =>
      told(cluster.frames('configMaps', { ...input, at: moment(input.at), signal })),
    ),
    configMap: os.cluster.configMap.handler(({ input: { context, ...of }, signal }) =>
      cluster.using({ context }, (kubernetes) => readShownConfigMap(kubernetes, of, redactor, signal)),
    ),
    diffConfigMap: os.cluster.diffConfigMap.handler(({ input: { resourceVersion, ...text }, signal }) => {
      const compare = (held: { resourceVersion?: string }) =>
        operations.diffConfigMap({ ...text, ...held, whole: true }, signal).then(changeOf);
      return compare(resourceVersion === null ? {} : { resourceVersion })
        .catch(async (error: unknown) => {
          const problem = changeProblem(error);
          // It was written since, and says just this: by this very window, as a rule.
          const now = problem.kind === 'conflict' ? await compare({}) : problem;
          return now.kind === 'same' ? now : problem;
        })
        .then((change) => redactor.data(change));
    }),
    contexts: os.cluster.contexts.handler(() => cluster.contexts()),
    namespaces: os.cluster.namespaces.handler(({ input, signal }) =>
      cluster.namespaces({ ...input, signal }),
    ),
    logs: os.cluster.logs.handler(({ input, signal }) =>
      told(cluster.logs.frames({ ...input, sinceMs: null, follow: !input.previous }, signal)),
    ),
    readOn: os.cluster.readOn.handler(({ input }) => cluster.logs.readOn(input.stream)),
    logContainers: os.cluster.logContainers.handler(({ input, signal }) =>
      cluster.logs.containers(input, signal),
    ),
  };
}

/** A mistake in the text, and a change by somebody else, are answers: the text is kept and worked on. */
function changeProblem(error: unknown) {
  if (error instanceof ManifestError) {
    return { kind: 'invalid' as const, line: error.line, problem: problemOf(error) };
  }
  const problem = problemOf(error);
  if (problem.code === 'conflict') return { kind: 'conflict' as const, problem };
  throw error;
}

function changeOf({ diff, removed }: { diff: string | null; removed: readonly string[] }) {
  return diff === null
    ? { kind: 'same' as const }
    : { kind: 'differs' as const, diff, removed: [...removed] };
}
