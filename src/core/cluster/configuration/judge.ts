import { instantOf, toIso } from '../../kernel/clock.ts';
import { dangers } from './dangers.ts';
import { judgeSetting } from './judge-setting.ts';
import type { LastWritten } from './last-written.ts';
import type { SeenConfiguration } from './look.ts';
import { readersOf } from './readers.ts';
import type { ConfigurationReport, Finding, SettingReport } from './report.ts';
import { SETTINGS } from './settings.ts';
import type { TargetGround } from './targets.ts';

export interface JudgingGround extends TargetGround {
  namespace: string;
  /** Names a config map may have here. */
  names: readonly string[];
}

/** The configuration as it was seen, against what it is to be. */
export function judgeConfiguration(
  seen: SeenConfiguration,
  ground: JudgingGround,
  last: ReadonlyMap<string, LastWritten>,
): ConfigurationReport {
  const { configMaps, deployments } = seen;
  const settings = SETTINGS.map((setting) => judgeSetting(setting, seen, ground, last.get(setting.id)));
  const findings = [...aboutTheWhole(seen, ground), ...outdated(seen), ...dangers(settings)];
  return {
    namespace: ground.namespace,
    verdict: verdictOf(findings, settings),
    configMaps: (configMaps.ok ? configMaps.value : []).map(({ name, changed }) => ({
      ...{ name, changedBy: changed?.name ?? null, changedAt: instantOf(changed?.at ?? null) },
    })),
    readers: deployments.ok ? readersOf(seen) : [],
    findings,
    settings,
  };
}

function aboutTheWhole(
  { configMaps, deployments }: SeenConfiguration,
  { namespace, names }: JudgingGround,
): Finding[] {
  const findings: Finding[] = [];
  if (!configMaps.ok) {
    const says = `The config map cannot be read: ${configMaps.problem.message}`;
    findings.push({ kind: 'unreadable', level: 'unknown', says });
  } else if (configMaps.value.length === 0) {
    const says = `There is no config map ${names.join(' or ')} in ${namespace}`;
    findings.push({ kind: 'missing', level: 'critical', says });
  } else if (configMaps.value.length > 1) {
    const both = configMaps.value.map(({ name }) => name).join(' and ');
    const says = `${both} are both there: which one counts is not known until the profile names it`;
    findings.push({ kind: 'dangerous', level: 'warning', says });
  }
  if (!deployments.ok) {
    const says = `The environments cannot be read: ${deployments.problem.message}`;
    findings.push({ kind: 'unreadable', level: 'unknown', says });
  }
  return findings;
}

/** Who has to be restarted to go by what is written. */
function outdated(seen: SeenConfiguration): Finding[] {
  return readersOf(seen).flatMap(({ deployment, pods, before, writtenAt }): Finding[] => {
    if (before === null || before === 0 || pods === null || writtenAt === null) return [];
    const all = ['', 'its pod', 'both pods'][pods] ?? `all ${pods} pods`;
    const which = before === pods ? all : `${before} of ${pods} pods`;
    const when = toIso(Date.parse(writtenAt));
    const says = `${deployment} needs a restart: ${which} began before the config map was written at ${when}`;
    return [{ kind: 'restart', level: 'warning', says }];
  });
}

function verdictOf(
  findings: readonly Finding[],
  settings: readonly SettingReport[],
): ConfigurationReport['verdict'] {
  const levels = new Set([...findings, ...settings].map(({ level }) => level));
  if (levels.has('critical') || levels.has('warning')) return 'differs';
  return levels.has('unknown') ? 'unknown' : 'agrees';
}
