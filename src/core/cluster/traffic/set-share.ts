import { z } from 'zod';
import { fieldAt, numberAt, recordAt, textAt } from '../../connect/kubernetes/fields.ts';
import { type Kubernetes, KubernetesError } from '../../connect/kubernetes/index.ts';
import { lastChange } from '../../connect/kubernetes/managed-fields.ts';
import { DEFAULT_CONFIG_MAP } from '../../connect/profile/schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import { LeftUnknown } from '../../operate/ending.ts';
import type { Call, Inverse, OperationKind, Permission } from '../../operate/operation.ts';
import { configMapPath, configMapWords, findConfigMap, readConfigMap } from '../operations/config-maps.ts';
import { changedMeanwhile } from '../operations/conflict.ts';
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
import { yamlDiff } from '../operations/text-diff.ts';
import { type Features, featuresIn, KEYS, shareWords } from './share.ts';
import { type ConfigMapNames, configMapOf } from './which-config-map.ts';

const parameters = z.strictObject({ percentage: z.int().min(0).max(100) });
export type SetShareParameters = z.infer<typeof parameters>;

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
 * On the config map when it was written, and on the pods which writing they started with: while the two differ, a
 * restart is outstanding, whoever was killed in between.
 */
const SET_AT = 'acgs.dev/features-set-at';

/**
 * How much traffic uses the MLOps features: the keys of the config map, written at the version that was read, and a
 * restart of what goes by them. More traffic is never given to a configuration with another constitutional hash; less
 * always can be.
 */
export function setShareOperation(ground: ShareGround): OperationKind<SetShareParameters> {
  const { connect, clock, deployment, expectedHash } = ground;
  const manager = deploymentWords(deployment);
  return {
    kind: 'rollout.set',
    title: 'Set the share of traffic',
    risk: 'change',
    parameters,
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
      const of = await configMapOf(kubernetes, ground.configMap, signal);
      const words = configMapWords(of);
      const [before, pods] = [
        await readConfigMap(kubernetes, of, signal),
        await readDeployment(kubernetes, deployment, signal),
      ];
      const now = featuresIn(before);
      if (percentage > 0 && (now.share === null || percentage > now.share)) {
        requireHash(now, expectedHash, words);
        requireRunning(pods, deployment);
      }
      const wanted = dataFor(percentage, now, expectedHash);
      const old = recordAt(before, 'data');
      const isWritten = Object.entries(wanted).every(([key, text]) => old[key] === text);
      const setAt = textAt(before, 'metadata', 'annotations', SET_AT);
      const isStarted = textAt(pods, 'spec', 'template', 'metadata', 'annotations', SET_AT) === setAt;
      const at = new Date(clock.now()).toISOString();
      const write: Call = {
        method: 'PATCH',
        path: configMapPath(of),
        body: {
          metadata: {
            resourceVersion: textAt(before, 'metadata', 'resourceVersion'),
            annotations: { [SET_AT]: at },
          },
          data: wanted,
        },
      };
      const token = isWritten ? setAt : at;
      const restart: Call = {
        method: 'PATCH',
        path: deploymentPath(deployment),
        body: templateWith({ [RESTARTED_AT]: at.replace(/\.\d{3}Z$/, 'Z'), [SET_AT]: token }),
      };
      const calls = [...(isWritten ? [] : [write]), ...(isWritten && isStarted ? [] : [restart])];
      const send = async (call: Call, contentType: string, signal: AbortSignal, dryRun?: 'All') =>
        kubernetes.request({
          ...call,
          method: 'PATCH',
          contentType,
          query: { fieldManager: FIELD_MANAGER, dryRun },
          signal,
        });
      const sendWrite = (signal: AbortSignal, dryRun?: 'All') =>
        send(write, 'application/merge-patch+json', signal, dryRun).catch(async (error: unknown) => {
          if (!(error instanceof KubernetesError) || error.status !== 409) throw error;
          const found = await findConfigMap(kubernetes, of, signal).catch(() => null);
          throw changedMeanwhile(words, before, found, error);
        });
      const sendRestart = (signal: AbortSignal, dryRun?: 'All') =>
        send(restart, 'application/strategic-merge-patch+json', signal, dryRun);
      return {
        target: words,
        summary: summaryOf({ percentage, now, words, manager, isWritten, isStarted }),
        calls,
        stableCalls: [
          { ...write, body: { data: wanted } },
          { ...restart, body: templateWith({ [RESTARTED_AT]: 'the moment it is done' }) },
        ],
        diff: isWritten ? null : yamlDiff(words, { data: old }, { data: { ...old, ...wanted } }),
        notes: hashNotes(now, expectedHash),
        permissions: [permissionFor(of), deploymentPermission('patch', deployment)],
        author: lastChange(before),
        inverse: inverseTo(now),
        async rehearse(signal) {
          if (!isWritten) await sendWrite(signal, 'All');
          await sendRestart(signal, 'All');
        },
        async execute(signal, progress) {
          const written = isWritten ? before : await sendWrite(signal);
          progress?.(`${words}: ${shareWords(percentage)}`);
          const restarted = await sendRestart(signal).catch((error: unknown) => {
            if (isWritten) throw error;
            throw new LeftUnknown(
              'internal',
              `${words} is written, but ${manager} was not restarted to go by it: ${problemOf(error).message}`,
              { hint: 'Do it again: only the restart is left to do.', cause: error },
            );
          });
          return {
            ...{ percentage, before: { ...now } },
            resourceVersion: textAt(written, 'metadata', 'resourceVersion'),
            generation: numberAt(restarted, 'metadata', 'generation'),
          };
        },
        async verify(onProgress, signal) {
          const rolledOut = await follow({
            ...{ kubernetes, of: deployment, clock, judge: rolloutState, onProgress, signal },
          });
          const after = await readConfigMap(kubernetes, of, signal);
          const { share } = featuresIn(after);
          const data = recordAt(after, 'data');
          if (Object.entries(wanted).some(([key, text]) => data[key] !== text)) {
            const is = share === null ? 'does not tell the share' : `says ${share} %`;
            return { ok: false, words: `${words} ${is} by now: somebody changed it since` };
          }
          return { ...rolledOut, words: `${words} reads back as ${percentage} %; ${rolledOut.words}` };
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

/** Another hash is left as it is: who wrote it has to be found. */
function dataFor(percentage: number, { hash }: Features, expectedHash: string): Record<string, string> {
  return {
    [KEYS.enabled]: String(percentage > 0),
    [KEYS.percentage]: String(percentage),
    [KEYS.hash]: hash ?? expectedHash,
  };
}

function summaryOf(of: {
  percentage: number;
  now: Features;
  words: string;
  manager: string;
  isWritten: boolean;
  isStarted: boolean;
}): string {
  const { percentage, now, words, manager, isWritten, isStarted } = of;
  if (isWritten && isStarted) return `${words} says so already: ${shareWords(percentage)}`;
  if (isWritten)
    return `Restart ${manager}, which has not gone by ${words} since it says: ${shareWords(percentage)}`;
  const from = now.share === null ? 'from a share that cannot be told' : `from ${now.share} %`;
  return `${shareWords(percentage)}, ${from}: write ${words} and restart ${manager}`;
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
