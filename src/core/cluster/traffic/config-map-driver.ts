import { fieldAt, textAt, timeAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { newest, type Writing, writerOf } from '../../connect/kubernetes/managed-fields.ts';
import { CONFIG_MAPS } from '../../connect/profile/schema.ts';
import { problemOf } from '../../kernel/errors.ts';
import { configMapWords, readConfigMap } from '../operations/config-maps.ts';
import { deploymentWords, FIELD_MANAGER, type ObjectName, readDeployment } from '../operations/target.ts';
import { type BareDriver, EVERY_SHARE } from './driver.ts';
import { observeShare, type SeenShare } from './seen-share.ts';
import { type ShareGround, setShareOperation } from './set-share.ts';
import { featuresIn, KEYS } from './share.ts';
import { SET_AT } from './share-place.ts';
import { configMapsOf } from './which-config-map.ts';

/** The real mechanism of the guides: keys of a config map, and a restart of what reads it. */
export function configMapDriver(ground: ShareGround): BareDriver {
  const { connect, clock, configMap, deployment } = ground;
  const { namespace, named } = configMap;
  const source = configMapWords({ namespace, name: named ?? CONFIG_MAPS.join(' or ') });
  return {
    id: 'configmap',
    title: `Config map and restart of ${deployment.name}`,
    can: 'sets every whole percentage; a restart brings it into force',
    ...{ source, restarts: true, shares: async () => EVERY_SHARE },
    lease: { namespace, name: `acgs-rollout-${deployment.name}` },
    read: (signal) =>
      observeShare({
        ...{ source, clock, signal },
        look: async () => seenShare(await connect(), ground, signal),
      }),
    setShare: setShareOperation(ground),
    others: [],
  };
}

async function seenShare(
  kubernetes: Kubernetes,
  { configMap, deployment }: ShareGround,
  signal: AbortSignal,
): Promise<SeenShare> {
  const found: { of: ObjectName; object: unknown; share: number | null }[] = [];
  for (const of of await configMapsOf(kubernetes, configMap, signal)) {
    const object = await readConfigMap(kubernetes, of, signal);
    found.push({ of, object, share: featuresIn(object).share });
  }
  const movedBy = newest(found.flatMap(({ object }) => moverOf(object) ?? []));
  const shares = new Set(found.map(({ share }) => share));
  const [percentage = null] = shares;
  const words = found.map(({ of }) => configMapWords(of));
  if (shares.size > 1) {
    const says = found.map(({ share }, index) =>
      share === null ? `${words[index]} tells no share` : `${words[index]} says ${share} %`,
    );
    return { percentage: null, note: `${says.join(' and ')}: which one counts is not known`, movedBy };
  }
  if (percentage === null) {
    const keys = `${KEYS.enabled} and ${KEYS.percentage}`;
    return { percentage, note: `what ${words.join(' and ')} says in ${keys} is no share`, movedBy };
  }
  const pods = await readDeployment(kubernetes, deployment, signal).catch((error: unknown) => {
    if (problemOf(error).code !== 'not-found') throw error;
    return null;
  });
  if (pods === null) {
    return { percentage, note: `there is no ${deploymentWords(deployment)} that goes by it`, movedBy };
  }
  const setAt = found.map(({ object }) => textAt(object, 'metadata', 'annotations', SET_AT));
  const startedWith = textAt(pods, 'spec', 'template', 'metadata', 'annotations', SET_AT);
  const isOutstanding = setAt.some((at) => at !== startedWith);
  const paused = fieldAt(pods, 'spec', 'paused') === true;
  const why = paused ? 'is paused' : 'has not been restarted since it was written';
  return { percentage, note: isOutstanding ? `${deploymentWords(deployment)} ${why}` : null, movedBy };
}

/**
 * Whoever wrote either of both keys last: turning the features off moves the share, too. When we did is known better
 * than the API server keeps it, which on its older versions is when a manager first wrote a key.
 */
function moverOf(configMap: unknown): Writing | null {
  const of = (key: string) => writerOf(configMap, ['f:data', `f:${key}`]) ?? [];
  // Of equal times the last one counts.
  const mover = newest([of(KEYS.enabled), of(KEYS.percentage)].flat());
  const setAt = timeAt(configMap, 'metadata', 'annotations', SET_AT);
  return mover?.name === FIELD_MANAGER && setAt !== null ? { ...mover, at: setAt } : mover;
}
