import { newest } from '../../connect/kubernetes/managed-fields.ts';
import { instantOf } from '../../kernel/clock.ts';
import type { SeenConfiguration, SeenDeployment } from './look.ts';
import type { ConfigurationReader } from './report.ts';
import { SETTINGS } from './settings.ts';

/** Whoever goes by the config map, and how many of its pods began before it was last written. */
export function readersOf(seen: SeenConfiguration): ConfigurationReader[] {
  if (!seen.deployments.ok) return [];
  return seen.deployments.value.flatMap((deployment) => {
    const { name, reads, startedAt } = deployment;
    if (reads === null) return [];
    const writtenAt = lastWrittenFor(deployment, seen);
    return [
      {
        ...{ deployment: name, how: reads },
        pods: startedAt?.length ?? null,
        before:
          startedAt === null || writtenAt === null || reads === 'files'
            ? null
            : startedAt.filter((began) => began < writtenAt).length,
        writtenAt: instantOf(writtenAt),
      },
    ];
  });
}

/** Of the keys that it reads: all known ones, unless its variables name those they come from. */
function lastWrittenFor({ environment, reads }: SeenDeployment, seen: SeenConfiguration): number | null {
  if (!seen.configMaps.ok) return null;
  const named = environment.variables.flatMap(({ from }) => (from?.kind === 'config map' ? [from] : []));
  const all = SETTINGS.flatMap(({ place, variable }) => [place?.key ?? [], variable ?? []].flat());
  const writings = seen.configMaps.value.flatMap((configMap) => {
    const whole = reads !== 'environment' || environment.sets.some(({ name }) => name === configMap.name);
    const keys = whole ? all : named.flatMap(({ name, key }) => (name === configMap.name ? [key] : []));
    return [...new Set(keys)].flatMap((key) => configMap.writerOf(key) ?? []);
  });
  return newest(writings)?.at ?? null;
}
