import { z } from 'zod';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { configMapHashPlaces, deploymentHashPlaces, type HashPlace } from '../../observe/rows/hash-places.ts';
import { findConfigMap } from './config-maps.ts';
import type { RestoreHashParameters } from './restore-hash.ts';
import { readDeployment } from './target.ts';

type ObjectKind = RestoreHashParameters['object'];

/** A place of an object with what it holds and what it shall. */
export interface WrittenPlace {
  where: string;
  /** JSON pointer. */
  pointer: string;
  /** Null when nothing is there. */
  before: string | null;
  after: string;
}

export interface HashObject {
  /** What restoring it takes. */
  parameters: RestoreHashParameters;
  isWrong: boolean;
}

export function hashPlacesOf(object: ObjectKind, live: unknown): HashPlace[] {
  return object === 'deployment' ? deploymentHashPlaces(live) : configMapHashPlaces(live);
}

/**
 * What has to be written where. Nothing but places of the hash are ever written to.
 *
 * @throws OperatorError `usage` for a place that is none, `conflict` when what is wrong cannot be written to
 */
export function wantedPlaces(
  object: ObjectKind,
  live: unknown,
  wanted: { expectedHash: string; values: string | undefined; words: string },
): WrittenPlace[] {
  const { expectedHash, values, words } = wanted;
  const places = hashPlacesOf(object, live);
  if (values !== undefined) return givenPlaces(places, values, words);
  const wrong = places.filter(({ value, from }) => from === null && value !== expectedHash);
  const fixed = wrong.find(({ pointer }) => pointer === null);
  const writable = wrong.flatMap(({ where, pointer, value }) =>
    pointer === null ? [] : [{ where, pointer, before: value, after: expectedHash }],
  );
  if (fixed && writable.length === 0) {
    throw new OperatorError('conflict', `${words}, ${fixed.where} is a part of a longer text`, {
      hint: 'Change it with acgs cluster configmap apply.',
    });
  }
  return writable;
}

function givenPlaces(places: readonly HashPlace[], values: string, words: string): WrittenPlace[] {
  return Object.entries(readValues(values)).flatMap(([pointer, after]) => {
    const place = places.find((it) => it.pointer === pointer);
    if (!place) throw new OperatorError('usage', `${words} carries no hash at ${pointer}`);
    return place.value === after ? [] : [{ where: place.where, pointer, before: place.value, after }];
  });
}

function readValues(json: string): Record<string, string> {
  try {
    return z.record(z.string(), z.string().max(200)).parse(JSON.parse(json));
  } catch (cause) {
    throw new OperatorError('usage', 'The values are not JSON of texts by their JSON pointers', { cause });
  }
}

/**
 * The objects of a component that can carry the hash: its deployment, the config maps that this takes the hash from, and
 * its own. Those that carry another one come first; a config map that is not there is not among them.
 *
 * @throws OperatorError `not-found` when there is none
 */
export async function hashObjects(
  kubernetes: Pick<Kubernetes, 'request'>,
  expectedHash: string,
  of: { namespace: string; deployment: string | null; configMaps: readonly string[] },
  signal?: AbortSignal,
): Promise<HashObject[]> {
  const { namespace, deployment } = of;
  const maps = new Set(of.configMaps);
  const objects: HashObject[] = [];
  const isWrong = ({ value, from }: HashPlace) => from === null && value !== expectedHash;
  if (deployment !== null) {
    const name = { namespace, name: deployment };
    const places = deploymentHashPlaces(await readDeployment(kubernetes, name, signal));
    for (const { from } of places) if (from?.kind === 'config map') maps.add(from.name);
    objects.push({ parameters: { object: 'deployment', ...name }, isWrong: places.some(isWrong) });
  }
  for (const name of maps) {
    const live = await findConfigMap(kubernetes, { namespace, name }, signal);
    if (live === null) continue;
    const parameters = { object: 'config map' as const, namespace, name };
    objects.push({ parameters, isWrong: configMapHashPlaces(live).some(isWrong) });
  }
  if (objects.length === 0) {
    throw new OperatorError('not-found', `There is no config map ${[...maps].join(' or ')} in ${namespace}`, {
      hint: 'acgs cluster configmaps lists what there is.',
    });
  }
  return objects.sort((a, b) => Number(b.isWrong) - Number(a.isWrong));
}
