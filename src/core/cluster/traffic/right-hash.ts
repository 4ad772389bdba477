import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import { configMapWords, readConfigMap } from '../operations/config-maps.ts';
import type { Guard } from './guarded-share.ts';
import { featuresIn } from './share.ts';
import { type ConfigMapNames, configMapsOf } from './which-config-map.ts';

/** What components of the system show of the constitutional hash, as they were looked at just now; those that tell. */
export type ShownHashes = (
  signal: AbortSignal,
) => Promise<readonly { component: string; isRight: boolean }[]>;

/**
 * More traffic only to what is known to keep the constitution: no component that shows another hash, no config map that
 * says another one, and at least one of them that shows the right one.
 *
 * @param of `configMap` null: the driver itself looks at it, and writes one that is missing
 */
export function rightHash(of: {
  connect: () => Promise<Pick<Kubernetes, 'request'>>;
  configMap: ConfigMapNames | null;
  expectedHash: string;
  components: ShownHashes;
}): Guard {
  const { connect, configMap, expectedHash, components } = of;
  return async ({ isMore }, signal) => {
    if (!isMore) return [];
    const places = configMap === null ? [] : await saidIn(await connect(), configMap, signal);
    const other = places.find(({ hash }) => hash !== null && hash !== expectedHash);
    if (other !== undefined) throw wrong(`${other.words} carries ${other.hash}`, expectedHash);
    const shown = await components(signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw unknown(problemOf(error).message);
    });
    const wrongs = shown.filter(({ isRight }) => !isRight).map(({ component }) => component);
    if (wrongs.length > 0) throw wrong(`${wrongs.join(', ')} shows another one`, expectedHash);
    const isKnown =
      configMap === null || places.some(({ hash }) => hash === expectedHash) || shown.length > 0;
    if (!isKnown) throw unknown('no component and no config map shows one');
    return [];
  };
}

async function saidIn(
  kubernetes: Pick<Kubernetes, 'request'>,
  configMap: ConfigMapNames,
  signal: AbortSignal,
): Promise<{ words: string; hash: string | null }[]> {
  try {
    const places = await configMapsOf(kubernetes, configMap, signal).catch((error: unknown) => {
      // A system that has none goes by what its components show.
      if (problemOf(error).code !== 'not-found') throw error;
      return [];
    });
    const said: { words: string; hash: string | null }[] = [];
    for (const of of places) {
      const { hash } = featuresIn(await readConfigMap(kubernetes, of, signal));
      said.push({ words: configMapWords(of), hash });
    }
    return said;
  } catch (error) {
    signal.throwIfAborted();
    throw unknown(problemOf(error).message);
  }
}

function wrong(who: string, expectedHash: string): OperatorError {
  return new OperatorError(
    'conflict',
    `The constitutional hash is not ${expectedHash} everywhere: ${who}; no more traffic is given`,
    { hint: 'Find out who changed it (acgs compliance hash). Taking traffic away is possible all the same.' },
  );
}

function unknown(why: string): OperatorError {
  return new OperatorError(
    'refused',
    `The constitutional hash is not known (${why}): no more traffic is given`,
    { hint: 'Look at acgs compliance hash. Taking traffic away is possible all the same.' },
  );
}
