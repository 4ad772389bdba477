import { fieldAt, listAt, recordAt, textAt, textsAt, timeAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { lastChange, type Writing, writerOf } from '../../connect/kubernetes/managed-fields.ts';
import { CONFIG_MAPS } from '../../connect/profile/schema.ts';
import { type Problem, problemOf } from '../../kernel/errors.ts';
import { findConfigMap } from '../operations/config-maps.ts';
import type { ObjectName } from '../operations/target.ts';
import { type Environment, environmentOf } from './environment.ts';
import { SETTINGS } from './settings.ts';

/** What was read, or why it could not be. */
export type Part<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export interface SeenConfigMap extends ObjectName {
  /** All of its texts: only known settings of it are ever shown. */
  data: ReadonlyMap<string, string>;
  changed: Writing | null;
  /** By whose hand a key holds what it holds; null where the API server keeps no managers. */
  writerOf(key: string): Writing | null;
  /** Whether what began then, epoch milliseconds, may have read something else from a key. */
  isOldFor(key: string, began: number): boolean;
}

export interface SeenDeployment {
  name: string;
  environment: Environment;
  /** How it reads the config map of the settings; null when it does not. */
  reads: 'environment' | 'files' | 'start' | null;
  /** When its containers began that run now, epoch milliseconds; null when they were not looked at, or may not be. */
  startedAt: readonly number[] | null;
}

/** The configuration as the cluster has it. */
export interface SeenConfiguration {
  /** Those the settings may stand in that there are: the profile's, else whichever of both usual names. */
  configMaps: Part<readonly SeenConfigMap[]>;
  deployments: Part<readonly SeenDeployment[]>;
  /** Other config maps that variables come from, by name; null for one that is not there. */
  others: ReadonlyMap<string, Part<ReadonlyMap<string, string> | null>>;
}

export interface LookGround {
  namespace: string;
  /** The config map that the profile names. */
  named: string | undefined;
  /** The deployment of mlops-manager: it goes by the config map when it starts, however it reads it. */
  manager: string;
}

/** More than any production names in its variables. */
const MOST_OTHERS = 20;
const VARIABLES = new Set(SETTINGS.flatMap(({ variable }) => variable ?? []));

/** One look. A part that cannot be read is told as such; it keeps no other from being looked at. */
export async function lookAtConfiguration(
  kubernetes: Pick<Kubernetes, 'request' | 'listPages'>,
  ground: LookGround,
  signal: AbortSignal,
): Promise<SeenConfiguration> {
  const { namespace, named, manager } = ground;
  const names = named === undefined ? CONFIG_MAPS : [named];
  const read = async (name: string) => await findConfigMap(kubernetes, { namespace, name }, signal);
  const [configMaps, objects] = await Promise.all([
    part(async () => {
      const found = await Promise.all(names.map(read));
      return found.flatMap((object, index) =>
        object === null ? [] : [seenConfigMap({ namespace, name: names[index] ?? '' }, object)],
      );
    }, signal),
    part(() => deploymentsIn(kubernetes, namespace, signal), signal),
  ]);
  if (!objects.ok) return { configMaps, deployments: objects, others: new Map() };
  const ours = new Set<string>(names);
  const seen = objects.value.map((object) => {
    const name = textAt(object, 'metadata', 'name') ?? '';
    const environment = environmentOf(object);
    return { object, name, environment, reads: howItReads(environment, ours, name === manager) };
  });
  const deployments = await Promise.all(
    seen.map(async ({ object, name, environment, reads }): Promise<SeenDeployment> => {
      const mayBeOld = reads === 'environment' || reads === 'start';
      const pods = mayBeOld
        ? await part(() => startsOf(kubernetes, namespace, object, signal), signal)
        : null;
      return { name, environment, reads, startedAt: pods?.ok ? pods.value : null };
    }),
  );
  const others = new Map<string, Part<ReadonlyMap<string, string> | null>>();
  for (const name of otherNames(seen, ours).slice(0, MOST_OTHERS)) {
    const found = await part(() => read(name), signal);
    others.set(name, found.ok ? { ok: true, value: found.value && textsAt(found.value, 'data') } : found);
  }
  return { configMaps, deployments: { ok: true, value: deployments }, others };
}

async function part<T>(read: () => Promise<T>, signal: AbortSignal): Promise<Part<T>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, problem: problemOf(error) };
  }
}

export function seenConfigMap(of: ObjectName, object: unknown): SeenConfigMap {
  const by = (key: string) => writerOf(object, ['f:data', `f:${key}`]);
  return {
    ...of,
    data: textsAt(object, 'data'),
    changed: lastChange(object),
    writerOf: by,
    isOldFor: (key, began) => began < (by(key)?.at ?? 0),
  };
}

async function deploymentsIn(
  kubernetes: Pick<Kubernetes, 'listPages'>,
  namespace: string,
  signal: AbortSignal,
): Promise<unknown[]> {
  const path = `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/deployments`;
  const found: unknown[] = [];
  for await (const { items } of kubernetes.listPages(path, { signal })) found.push(...items);
  return found;
}

function howItReads(
  environment: Environment,
  ours: ReadonlySet<string>,
  isManager: boolean,
): SeenDeployment['reads'] {
  const { variables, sets, files } = environment;
  const isOurs = (source: { kind: string; name: string } | null) =>
    source?.kind === 'config map' && ours.has(source.name);
  if (isManager) return 'start';
  if (variables.some(({ from }) => isOurs(from)) || sets.some(isOurs)) return 'environment';
  return files.some((name) => ours.has(name)) ? 'files' : null;
}

/** When each pod began to run, as far as its oldest container goes. */
async function startsOf(
  kubernetes: Pick<Kubernetes, 'listPages'>,
  namespace: string,
  deployment: unknown,
  signal: AbortSignal,
): Promise<number[]> {
  const labels = Object.entries(recordAt(deployment, 'spec', 'selector', 'matchLabels'));
  const labelSelector = labels.map(([key, value]) => `${key}=${String(value)}`).join(',');
  if (labelSelector === '') return [];
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const starts: number[] = [];
  for await (const { items } of kubernetes.listPages(path, { query: { labelSelector }, signal })) {
    for (const pod of items) {
      // One that is going takes no part any more.
      if (fieldAt(pod, 'metadata', 'deletionTimestamp') !== undefined) continue;
      const running = listAt(pod, 'status', 'containerStatuses').flatMap(
        (status) => timeAt(status, 'state', 'running', 'startedAt') ?? [],
      );
      const began = running.length > 0 ? Math.min(...running) : timeAt(pod, 'metadata', 'creationTimestamp');
      if (began !== null) starts.push(began);
    }
  }
  return starts;
}

function otherNames(
  deployments: readonly { environment: Environment }[],
  ours: ReadonlySet<string>,
): string[] {
  const names = deployments.flatMap(({ environment: { variables, sets } }) => [
    ...variables.flatMap(({ name, from }) =>
      from?.kind === 'config map' && VARIABLES.has(name) ? [from.name] : [],
    ),
    ...sets.flatMap(({ kind, name }) => (kind === 'config map' ? [name] : [])),
  ]);
  return [...new Set(names)].filter((name) => !ours.has(name));
}
