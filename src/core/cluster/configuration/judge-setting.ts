import { instantOf, toIso } from '../../kernel/clock.ts';
import type { LastWritten } from './last-written.ts';
import type { SeenConfiguration } from './look.ts';
import { type FoundVariable, placeWords, variablesOf, type WrittenSetting, writtenIn } from './places.ts';
import type { Finding, SettingReport, Verdict } from './report.ts';
import type { Setting } from './settings.ts';
import { missWord, type TargetGround, targetOf } from './targets.ts';
import { readValue } from './values.ts';

/**
 * What is to be said of one setting: as written in the config map, in the environments, and as it is to be. What
 * cannot be read is unknown, and never counts as agreeing.
 */
export function judgeSetting(
  setting: Setting,
  seen: SeenConfiguration,
  ground: TargetGround,
  last: LastWritten | undefined,
): SettingReport {
  const written = seen.configMaps.ok ? seen.configMaps.value.map((map) => writtenIn(setting, map)) : [];
  const variables = variablesOf(setting, seen);
  const target = targetOf(setting, ground);
  const [first] = written.filter(({ value, problem }) => value !== null || problem !== null);
  const findings = [
    ...unreadable(setting, seen, variables),
    ...invalid(setting, written, variables),
    ...againstTarget(setting, { written, variables, target, ground }),
    ...betweenPlaces(setting, written, variables),
    ...againstLast(setting, first, last),
    ...mayBeOld(variables),
  ];
  const isSomewhere = first !== undefined || variables.length > 0;
  if (!isSomewhere && seen.configMaps.ok && (setting.variable === null || seen.deployments.ok)) {
    findings.push(missing(setting));
  }
  const verdict = verdictOf(findings);
  return {
    ...{ id: setting.id, title: setting.title, says: setting.says, type: setting.type },
    ...{ place: placeWords(setting), variable: setting.variable, verdict },
    level: levelOf(findings),
    configMap:
      first === undefined || first.value === null
        ? null
        : {
            name: first.configMap,
            value: first.value,
            changedBy: first.writer?.name ?? null,
            changedAt: instantOf(first.writer?.at ?? null),
          },
    environment: variables.map(({ problem: _, ...shown }) => shown),
    target,
    findings,
    change: setting.isRollouts ? 'rollout' : setting.place === null ? 'environment' : 'config map',
  };
}

function unreadable(
  { place, variable }: Setting,
  { configMaps, deployments }: SeenConfiguration,
  variables: readonly FoundVariable[],
): Finding[] {
  const unknown = (says: string): Finding => ({ kind: 'unreadable', level: 'unknown', says });
  return [
    ...(place !== null && !configMaps.ok
      ? [unknown(`The config map cannot be read: ${configMaps.problem.message}`)]
      : []),
    ...(variable !== null && !deployments.ok
      ? [unknown(`The environment cannot be read: ${deployments.problem.message}`)]
      : []),
    ...variables.flatMap((it) => {
      if (it.problem !== null) return [unknown(`${nameOf(it)} cannot be read: ${it.problem}`)];
      if (it.value !== null) return [];
      const why = it.from?.startsWith('config map') ? 'which is not there' : 'which is not read';
      const says = `${nameOf(it)} comes from ${it.from}, ${why}`;
      return [{ kind: 'elsewhere' as const, level: 'unknown' as const, says }];
    }),
  ];
}

function invalid(
  setting: Setting,
  written: readonly WrittenSetting[],
  variables: readonly FoundVariable[],
): Finding[] {
  const bad = (where: string, why: string): Finding => ({
    ...{ kind: 'invalid', level: 'critical', says: `${where}: ${why}` },
  });
  return [
    ...written.flatMap(({ configMap, value, problem }) => {
      const where = `config map ${configMap}, ${placeWords(setting) ?? setting.variable}`;
      if (problem !== null) return [bad(where, problem)];
      const read = value === null ? null : readValue(setting.type, value);
      return read === null || read.ok ? [] : [bad(where, read.why)];
    }),
    ...variables.flatMap((it) => {
      const read = it.value === null ? null : readValue(setting.type, it.value);
      return read === null || read.ok ? [] : [bad(nameOf(it), read.why)];
    }),
  ];
}

function againstTarget(
  setting: Setting,
  of: {
    written: readonly WrittenSetting[];
    variables: readonly FoundVariable[];
    target: { value: string; from: string } | null;
    ground: TargetGround;
  },
): Finding[] {
  const { target, ground } = of;
  if (target === null) return [];
  const level = setting.expects?.of === 'hash' ? 'critical' : 'warning';
  const against = (where: string, value: string | null): Finding[] => {
    const plain = plainOf(setting, value);
    if (plain === null || plain === target.value) return [];
    const miss = missWord(setting, plain, target.value, ground);
    const than = miss === '' ? 'not' : `${miss} than`;
    return [
      { kind: 'target', level, says: `${where}: ${plain} is ${than} ${target.value} (${target.from})` },
    ];
  };
  const inMaps = of.written.flatMap(({ configMap, value }) => against(`config map ${configMap}`, value));
  return [...inMaps, ...of.variables.flatMap((it) => against(nameOf(it), it.value))];
}

/** The config map and the environments, and the environments among each other. */
function betweenPlaces(
  setting: Setting,
  written: readonly WrittenSetting[],
  variables: readonly FoundVariable[],
): Finding[] {
  const findings: Finding[] = [];
  const values = written.flatMap(({ value }) => plainOf(setting, value) ?? []);
  if (new Set(values).size > 1) {
    const says = written.map(({ configMap, value }) => `${configMap} says ${value?.trim() ?? 'nothing'}`);
    findings.push({ kind: 'environment', level: 'warning', says: says.join(', ') });
  }
  const [inMap] = values;
  const known = variables.flatMap((it) => {
    const value = plainOf(setting, it.value);
    return value === null ? [] : [{ value, name: nameOf(it), deployment: it.deployment }];
  });
  if (inMap !== undefined) {
    const others = known.filter(({ value }) => value !== inMap);
    for (const [value, those] of Map.groupBy(others, (it) => it.value)) {
      const [one, ...more] = those;
      const names = [...new Set(those.map(({ deployment }) => deployment))];
      const who = more.length === 0 ? one?.name : `${setting.variable} of ${namesWords(names)}`;
      const says = `${who} is ${value}, the config map says ${inMap}`;
      findings.push({ kind: 'environment', level: 'warning', says });
    }
    return findings;
  }
  const byValue = Map.groupBy(known, ({ value }) => value);
  if (byValue.size > 1) {
    const says = [...byValue].map(
      ([value, those]) =>
        `${value} in ${namesWords([...new Set(those.map(({ deployment }) => deployment))])}`,
    );
    findings.push({ kind: 'deployments', level: 'warning', says: `Deployments differ: ${says.join('; ')}` });
  }
  return findings;
}

/** What we wrote last, and somebody else has made something else of. */
function againstLast(
  setting: Setting,
  written: WrittenSetting | undefined,
  last: LastWritten | undefined,
): Finding[] {
  if (last === undefined) return [];
  const now = plainOf(setting, written?.value ?? null);
  const was = plainOf(setting, last.value);
  if (was === null || now === was) return [];
  const { writer = null } = written ?? {};
  const who = writer === null ? 'since' : `by ${writer.name} at ${toIso(writer.at)}`;
  const is = now === null ? 'is not what it was' : `is ${now}`;
  const says = `It was set to ${was} by ${last.actor} at ${toIso(last.at)} and ${is}: changed ${who}`;
  return [{ kind: 'written', level: 'warning', says }];
}

function mayBeOld(variables: readonly FoundVariable[]): Finding[] {
  const names = [...new Set(variables.flatMap((it) => (it.mayBeOld ? [it.deployment] : [])))];
  if (names.length === 0) return [];
  const says = `Pods of ${names.join(', ')} began before it was written: they may run with what was there before, until they are restarted`;
  return [{ kind: 'restart', level: 'warning', says }];
}

function missing({ place, variable }: Setting): Finding {
  const where =
    place === null
      ? `No deployment has ${variable} in its environment`
      : `It is neither in the config map${variable === null ? '' : ` nor, as ${variable}, in an environment`}`;
  return {
    kind: 'missing',
    level: 'warning',
    says: place !== null && variable === null ? 'It is not in the config map' : where,
  };
}

/** Bad news wins over what is not known, and that over good. */
function verdictOf(findings: readonly Finding[]): Verdict {
  const kinds = new Set(findings.map(({ kind }) => kind));
  if (kinds.has('invalid')) return 'invalid';
  if (kinds.has('missing')) return 'missing';
  if (findings.some(({ level }) => level !== 'unknown')) return 'differs';
  return findings.length > 0 ? 'unknown' : 'agrees';
}

function levelOf(findings: readonly Finding[]): SettingReport['level'] {
  const levels = new Set(findings.map(({ level }) => level));
  return (['critical', 'warning', 'unknown'] as const).find((level) => levels.has(level)) ?? 'good';
}

const MOST_NAMES = 3;

function namesWords(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(', ');
  return `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;
}

function plainOf({ type }: Setting, value: string | null): string | null {
  const read = value === null ? null : readValue(type, value);
  return read?.ok ? read.value : null;
}

function nameOf({ name, deployment, container }: FoundVariable): string {
  return container === deployment
    ? `${name} of ${deployment}`
    : `${name} of ${deployment}, container ${container}`;
}
