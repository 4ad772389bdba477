import { fieldAt, numberAt, textAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { lastChange } from '../../connect/kubernetes/managed-fields.ts';
import { DEFAULT_CONFIG_MAP } from '../../connect/profile/schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import { LeftUnknown } from '../../operate/ending.ts';
import type { Call, Inverse, OperationKind, Permission } from '../../operate/operation.ts';
import { RESTARTED_AT } from '../operations/restart.ts';
import { follow, rolloutState } from '../operations/rollout.ts';
import {
  deploymentPath,
  deploymentPermission,
  deploymentWords,
  FIELD_MANAGER,
  type ObjectName,
  readDeployment,
} from '../operations/target.ts';
import { type Features, KEYS, type SetShareParameters, shareParameters, shareWords } from './share.ts';
import { readSharePlace, SET_AT, type SharePlace } from './share-place.ts';
import { type ConfigMapNames, configMapsOf, requireOne } from './which-config-map.ts';

/** Where the share is written, and who goes by it. */
export interface ShareGround {
  connect: () => Promise<Kubernetes>;
  clock: Clock;
  configMap: ConfigMapNames;
  /** Reads the config map when it starts: `mlops-manager`. */
  deployment: ObjectName;
  expectedHash: string;
}

/**
 * How much traffic uses the MLOps features: the keys of the config map, written at the version that was read, and a
 * restart of what goes by them. More traffic is never given to a configuration with another constitutional hash; less
 * always can be. All of it is taken away wherever the features may look, and also where what goes by it is gone: what
 * cannot be done beside the writing is told after it.
 */
export function setShareOperation(ground: ShareGround): OperationKind<SetShareParameters> {
  const { connect, clock, deployment, expectedHash } = ground;
  const manager = deploymentWords(deployment);
  return {
    kind: 'rollout.set',
    title: 'Set the share of traffic',
    risk: 'change',
    parameters: shareParameters,
    permissions: () => [
      // Which of both is there is not known before it is looked for.
      permissionFor({
        namespace: ground.configMap.namespace,
        name: ground.configMap.named ?? DEFAULT_CONFIG_MAP,
      }),
      deploymentPermission('patch', deployment),
    ],
    async prepare({ percentage }, signal) {
      const kubernetes = await connect();
      const names = await configMapsOf(kubernetes, ground.configMap, signal);
      if (percentage > 0) requireOne(names);
      const at = new Date(clock.now()).toISOString();
      const wish = { percentage, expectedHash, at };
      const places: SharePlace[] = [];
      for (const of of names) places.push(await readSharePlace(kubernetes, of, wish, signal));
      const pods = await readDeployment(kubernetes, deployment, signal).catch((error: unknown) => {
        if (percentage > 0 || problemOf(error).code !== 'not-found') throw error;
        return null;
      });
      for (const { now, words } of places) {
        if (percentage === 0 || (now.share !== null && percentage <= now.share)) continue;
        requireHash(now, expectedHash, words);
        requireRunning(pods, deployment);
      }
      const words = wordsOf(places);
      const [first, ...others] = places;
      const setAt = first?.setAt ?? null;
      // That nothing is there to go by it is told each time, and not only the first.
      const isWritten = pods !== null && places.every((place) => place.isWritten && place.setAt === setAt);
      const isStarted = textAt(pods, 'spec', 'template', 'metadata', 'annotations', SET_AT) === setAt;
      const restart: Call = {
        method: 'PATCH',
        path: deploymentPath(deployment),
        body: templateWith({
          [RESTARTED_AT]: at.replace(/\.\d{3}Z$/, 'Z'),
          [SET_AT]: isWritten ? setAt : at,
        }),
      };
      const writes = isWritten ? [] : places;
      const restarts = pods === null || (isWritten && isStarted) ? [] : [restart];
      const sendRestart = (signal: AbortSignal, dryRun?: 'All') =>
        kubernetes.request({
          ...restart,
          method: 'PATCH',
          contentType: 'application/strategic-merge-patch+json',
          query: { fieldManager: FIELD_MANAGER, dryRun },
          signal,
        });
      return {
        target: words,
        summary: summaryOf({ percentage, places, manager, isGone: pods === null, isWritten, isStarted }),
        calls: [...writes.map(({ write }) => write), ...restarts],
        stableCalls: [
          ...places.map(({ write, wanted }) => ({ ...write, body: { data: wanted } })),
          { ...restart, body: templateWith({ [RESTARTED_AT]: 'the moment it is done' }) },
        ],
        diff: writes.flatMap(({ diff }) => diff ?? []).join('\n') || null,
        notes: places.flatMap(({ now }) => hashNotes(now, expectedHash)),
        permissions: [
          ...names.map(permissionFor),
          ...(pods === null ? [] : [deploymentPermission('patch', deployment)]),
        ],
        author: lastChange(first?.configMap),
        inverse: first && others.length === 0 ? inverseTo(first.now) : null,
        async rehearse(signal) {
          for (const place of writes) await place.send(signal, 'All');
          if (restarts.length > 0) await sendRestart(signal, 'All');
        },
        async execute(signal, progress) {
          const written: SharePlace[] = [];
          /** What was written before stays written, and is told. */
          const tellWritten = (not: string) => (error: unknown) => {
            if (written.length === 0) throw error;
            const is = `${wordsOf(written)} is written, but ${not}: ${problemOf(error).message}`;
            throw new LeftUnknown('internal', is, {
              hint: 'Do it again: what is left is done then.',
              cause: error,
            });
          };
          const versions: Record<string, string | null> = {};
          for (const place of writes) {
            const answer = await place.send(signal).catch(tellWritten(`${place.words} is not`));
            versions[place.of.name] = textAt(answer, 'metadata', 'resourceVersion');
            written.push(place);
          }
          progress?.(`${words}: ${shareWords(percentage)}`);
          const restarted =
            restarts.length > 0 &&
            (await sendRestart(signal).catch(tellWritten(`${manager} was not restarted to go by it`)));
          return {
            percentage,
            before: Object.fromEntries(places.map(({ of, now }) => [of.name, { ...now }])),
            resourceVersion: versions,
            generation: numberAt(restarted, 'metadata', 'generation'),
          };
        },
        async verify(onProgress, signal) {
          const reader =
            pods === null
              ? { ok: false, words: `there is no ${manager} that could be restarted to go by it` }
              : await follow({
                  ...{ kubernetes, of: deployment, clock, judge: rolloutState, onProgress, signal },
                });
          for (const place of places) {
            const contradiction = await place.contradiction(signal);
            if (contradiction !== null) return { ok: false, words: contradiction };
          }
          return { ...reader, words: `${words} reads back as ${percentage} %; ${reader.words}` };
        },
      };
    },
  };
}

/** Traffic is taken away from one that is paused all the same: what is written counts when it is resumed. */
function requireRunning(pods: unknown, of: ObjectName): void {
  if (fieldAt(pods, 'spec', 'paused') !== true) return;
  throw new OperatorError('conflict', `${deploymentWords(of)} is paused: it would not take more traffic`, {
    hint: `Resume it first: kubectl -n ${of.namespace} rollout resume deployment/${of.name}`,
  });
}

function requireHash({ hash }: Features, expectedHash: string, words: string): void {
  if (hash === null || hash === expectedHash) return;
  throw new OperatorError(
    'conflict',
    `${words} carries the constitutional hash ${hash}, not ${expectedHash}: it gets no more traffic`,
    { hint: 'Find out who changed it (acgs compliance hash). Taking traffic away is possible all the same.' },
  );
}

function summaryOf(of: {
  percentage: number;
  places: readonly SharePlace[];
  manager: string;
  isGone: boolean;
  isWritten: boolean;
  isStarted: boolean;
}): string {
  const { percentage, places, manager, isGone, isWritten, isStarted } = of;
  const words = wordsOf(places);
  if (isWritten && isStarted) return `${words} says so already: ${shareWords(percentage)}`;
  if (isWritten)
    return `Restart ${manager}, which has not gone by ${words} since it says: ${shareWords(percentage)}`;
  const from = places
    .map(({ now: { share } }) => (share === null ? 'a share that cannot be told' : `${share} %`))
    .join(' and ');
  const restart = isGone ? `; there is no ${manager} to restart` : ` and restart ${manager}`;
  return `${shareWords(percentage)}, from ${from}: write ${words}${restart}`;
}

function wordsOf(places: readonly SharePlace[]): string {
  return places.map(({ words }) => words).join(' and ');
}

function hashNotes({ hash }: Features, expectedHash: string): string[] {
  return hash === null || hash === expectedHash
    ? []
    : [`${KEYS.hash} stays ${hash}, which is not ${expectedHash}: who changed it has to be found`];
}

/** Only where it would be exactly what was there before. */
function inverseTo({ enabled, percentage }: Features): Inverse | null {
  if (percentage === null || enabled !== percentage > 0) return null;
  return { title: `Back to ${percentage} %`, kind: 'rollout.set', parameters: { percentage } };
}

function templateWith(annotations: Readonly<Record<string, string | null>>) {
  return { spec: { template: { metadata: { annotations } } } };
}

function permissionFor({ namespace, name }: ObjectName): Permission {
  return { verb: 'patch', group: '', resource: 'configmaps', namespace, name };
}
