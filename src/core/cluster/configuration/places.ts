import type { Writing } from '../../connect/kubernetes/managed-fields.ts';
import { sourceWords, type VariableSource } from './environment.ts';
import type { SeenConfigMap, SeenConfiguration, SeenDeployment } from './look.ts';
import { valueIn } from './nested-text.ts';
import type { SettingVariable } from './report.ts';
import type { Setting } from './settings.ts';

/** A setting as one config map has it. */
export interface WrittenSetting {
  configMap: string;
  /** Under which it was found; null when it is not there. */
  key: string | null;
  /** As written; null when it is not there, or what is there is no such value. */
  value: string | null;
  /** Why what is there cannot be read. */
  problem: string | null;
  writer: Writing | null;
}

export function placeWords({ place }: Setting): string | null {
  if (place === null) return null;
  return place.name === null ? place.key : `${place.key}, ${place.name}`;
}

/** Under its own key, else under the name of its variable: a map that a whole environment is taken from. */
export function writtenIn(setting: Setting, configMap: SeenConfigMap): WrittenSetting {
  const { place, variable } = setting;
  const at = (key: string | null, value: string | null, problem: string | null = null) => ({
    ...{ configMap: configMap.name, key, value, problem },
    writer: value === null || key === null ? null : configMap.writerOf(key),
  });
  const text = place === null ? undefined : configMap.data.get(place.key);
  if (place !== null && text !== undefined) {
    if (place.name === null) return at(place.key, text);
    const { value, problem } = valueIn(text, place.name);
    if (value !== null || problem !== null) return at(place.key, value, problem);
  }
  const flat = variable === null ? undefined : configMap.data.get(variable);
  return flat === undefined || variable === null ? at(null, null) : at(variable, flat);
}

/** A variable with what is not shown of it. */
export interface FoundVariable extends SettingVariable {
  /** Why its value is not known though it is no secret. */
  problem: string | null;
}

/** A setting in the environment of every container that has it. */
export function variablesOf(setting: Setting, seen: SeenConfiguration): FoundVariable[] {
  if (!seen.deployments.ok) return [];
  return seen.deployments.value.flatMap((deployment) => ofDeployment(setting, deployment, seen));
}

function ofDeployment(
  setting: Setting,
  deployment: SeenDeployment,
  seen: SeenConfiguration,
): FoundVariable[] {
  const { variables, sets } = deployment.environment;
  const mine = variables.filter(({ name, from }) => name === setting.variable || isMine(setting, from));
  const found = mine.map(({ container, name, value, from }) => {
    const read = from === null ? { value, problem: null } : valueFrom(from, seen);
    return {
      ...{ deployment: deployment.name, container, name, ...read },
      from: from === null ? null : sourceWords(from),
      mayBeOld: isOlder(deployment, from, seen),
    };
  });
  // A variable that is written out wins over a map that all are taken from, and of several maps the last one.
  const taken = new Set(found.map(({ container, name }) => `${container}\n${name}`));
  for (const { container, kind, name: map, prefix } of [...sets].reverse()) {
    for (const key of keysOf(setting)) {
      const name = prefix + key;
      if (kind === 'secret' || taken.has(`${container}\n${name}`)) continue;
      if (name !== setting.variable && key !== setting.place?.key) continue;
      const source = { kind, name: map, key } as const;
      const read = valueFrom(source, seen);
      if (read.value === null && read.problem === null) continue;
      taken.add(`${container}\n${name}`);
      const from = sourceWords(source);
      found.push({
        ...{ deployment: deployment.name, container, name, ...read, from },
        mayBeOld: isOlder(deployment, source, seen),
      });
    }
  }
  return found;
}

/** A text with several settings in it is none of them by itself. */
function keysOf({ place, variable }: Setting): string[] {
  return [place !== null && place.name === null ? place.key : null, variable].filter((key) => key !== null);
}

function isMine(setting: Setting, from: VariableSource | null): boolean {
  return from?.kind === 'config map' && setting.place?.name === null && from.key === setting.place.key;
}

function valueFrom(
  from: VariableSource,
  seen: SeenConfiguration,
): { value: string | null; problem: string | null } {
  if (from.kind !== 'config map') return { value: null, problem: null };
  const data = dataOf(from.name, seen);
  if (typeof data === 'string') return { value: null, problem: data };
  return { value: data?.get(from.key) ?? null, problem: null };
}

/** Null where there is no such config map; a sentence where it cannot be read. */
function dataOf(name: string, seen: SeenConfiguration): ReadonlyMap<string, string> | null | string {
  const other = seen.others.get(name);
  if (other !== undefined) return other.ok ? other.value : other.problem.message;
  if (!seen.configMaps.ok) return seen.configMaps.problem.message;
  return seen.configMaps.value.find((it) => it.name === name)?.data ?? null;
}

/** Whether pods run that began before the key they take the value from was last written. */
function isOlder(deployment: SeenDeployment, from: VariableSource | null, seen: SeenConfiguration): boolean {
  if (from?.kind !== 'config map' || !seen.configMaps.ok || deployment.startedAt === null) return false;
  const map = seen.configMaps.value.find((it) => it.name === from.name);
  return map !== undefined && deployment.startedAt.some((began) => map.isOldFor(from.key, began));
}
