import { recordAt, textAt } from '../../connect/kubernetes/fields.ts';
import { type Kubernetes, KubernetesError } from '../../connect/kubernetes/index.ts';
import type { Call } from '../../operate/operation.ts';
import { configMapPath, configMapWords, findConfigMap, readConfigMap } from '../operations/config-maps.ts';
import { changedMeanwhile, deletedMeanwhile } from '../operations/conflict.ts';
import { FIELD_MANAGER, type ObjectName } from '../operations/target.ts';
import { yamlDiff } from '../operations/text-diff.ts';
import { type Features, featuresIn, KEYS } from './share.ts';

/**
 * On the config map when it was written, and on the pods which writing they started with: while the two differ, a
 * restart is outstanding, whoever was killed in between.
 */
export const SET_AT = 'acgs.dev/features-set-at';

/** A config map that the features go by, and writing a share to it. */
export interface SharePlace {
  of: ObjectName;
  words: string;
  /** As it was read. */
  configMap: Readonly<Record<string, unknown>>;
  now: Features;
  /** The share is there already. */
  isWritten: boolean;
  setAt: string | null;
  wanted: Readonly<Record<string, string>>;
  write: Call;
  diff: string | null;
  /** @throws OperatorError `conflict` when somebody else has written it since it was read */
  send(signal: AbortSignal, dryRun?: 'All'): Promise<unknown>;
  /** What it says instead by now; null when it reads back. */
  contradiction(signal: AbortSignal): Promise<string | null>;
}

/**
 * @param wish `at`: the moment of writing, ISO 8601
 * @throws OperatorError `not-found`
 */
export async function readSharePlace(
  kubernetes: Pick<Kubernetes, 'request'>,
  of: ObjectName,
  wish: { percentage: number; expectedHash: string; at: string },
  signal: AbortSignal,
): Promise<SharePlace> {
  const words = configMapWords(of);
  const configMap = await readConfigMap(kubernetes, of, signal);
  const now = featuresIn(configMap);
  const wanted = dataFor(wish.percentage, now, wish.expectedHash);
  const holds = (data: Readonly<Record<string, unknown>>) =>
    Object.entries(wanted).every(([key, text]) => data[key] === text);
  const old = recordAt(configMap, 'data');
  const write = {
    method: 'PATCH',
    path: configMapPath(of),
    body: {
      metadata: {
        resourceVersion: textAt(configMap, 'metadata', 'resourceVersion'),
        annotations: { [SET_AT]: wish.at },
      },
      data: wanted,
    },
  } as const;
  return {
    ...{ of, words, configMap, now, wanted, write },
    isWritten: holds(old),
    setAt: textAt(configMap, 'metadata', 'annotations', SET_AT),
    diff: yamlDiff(words, { data: old }, { data: { ...old, ...wanted } }),
    async send(signal, dryRun) {
      try {
        return await kubernetes.request({
          ...write,
          contentType: 'application/merge-patch+json',
          query: { fieldManager: FIELD_MANAGER, dryRun },
          signal,
        });
      } catch (error) {
        if (error instanceof KubernetesError && error.status === 404) throw deletedMeanwhile(words, error);
        if (!(error instanceof KubernetesError) || error.status !== 409) throw error;
        const found = await findConfigMap(kubernetes, of, signal).catch(() => null);
        throw changedMeanwhile(words, configMap, found, error);
      }
    },
    async contradiction(signal) {
      const after = await readConfigMap(kubernetes, of, signal);
      if (holds(recordAt(after, 'data'))) return null;
      const { share } = featuresIn(after);
      const is = share === null ? 'does not tell the share' : `says ${share} %`;
      return `${words} ${is} by now: somebody changed it since`;
    },
  };
}

/** Another hash is left as it is: who wrote it has to be found. */
function dataFor(percentage: number, { hash }: Features, expectedHash: string): Record<string, string> {
  return {
    [KEYS.enabled]: String(percentage > 0),
    [KEYS.percentage]: String(percentage),
    [KEYS.hash]: hash ?? expectedHash,
  };
}
