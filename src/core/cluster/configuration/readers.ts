import { newest } from '../../connect/kubernetes/managed-fields.ts';
import { instantOf } from '../../kernel/clock.ts';
import type { SeenConfigMap, SeenConfiguration, SeenDeployment } from './look.ts';
import type { ConfigurationReader } from './report.ts';
import { SETTINGS } from './settings.ts';

/** Whoever goes by the config map, and how many of its pods began before it was last written. */
export function readersOf(seen: SeenConfiguration): ConfigurationReader[] {
  if (!seen.deployments.ok) return [];
  return seen.deployments.value.flatMap((deployment) => {
    const { name, reads, startedAt } = deployment;
    if (reads === null) return [];
    const read = keysReadBy(deployment, seen);
    const isOld = (began: number) => read.some(({ map, key }) => map.isOldFor(key, began));
    return [
      {
        ...{ deployment: name, how: reads },
        pods: startedAt?.length ?? null,
        before: startedAt === null || reads === 'files' ? null : startedAt.filter(isOld).length,
        writtenAt: instantOf(newest(read.flatMap(({ map, key }) => map.writerOf(key) ?? []))?.at ?? null),
      },
    ];
  });
}

const ALL_KEYS = [
  ...new Set(SETTINGS.flatMap(({ place, variable }) => [place?.key ?? [], variable ?? []].flat())),
];

/** All known keys, unless its variables name those they come from. */
function keysReadBy(
  { environment, reads }: SeenDeployment,
  seen: SeenConfiguration,
): { map: SeenConfigMap; key: string }[] {
  if (!seen.configMaps.ok) return [];
  const named = environment.variables.flatMap(({ from }) => (from?.kind === 'config map' ? [from] : []));
  return seen.configMaps.value.flatMap((map) => {
    const isWhole = reads !== 'environment' || environment.sets.some(({ name }) => name === map.name);
    const keys = isWhole ? ALL_KEYS : named.flatMap(({ name, key }) => (name === map.name ? [key] : []));
    return [...new Set(keys)].map((key) => ({ map, key }));
  });
}
