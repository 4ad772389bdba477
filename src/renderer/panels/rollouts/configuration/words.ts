import type {
  ConfigurationReport,
  SettingVariable,
  SettingView,
} from '../../../../contract/configuration.ts';
import type { OperationRequest } from '../../../../contract/operations.ts';
import { counted } from '../../../format/number.ts';

/** How it is, in a sentence. */
export function summaryOf({ verdict, settings }: ConfigurationReport): string {
  const all = settings.length;
  if (verdict === 'agrees') return `All ${all} settings agree with what they are to be.`;
  const counts = KINDS.flatMap((kind) => {
    const count = settings.filter((it) => it.verdict === kind).length;
    return count === 0 ? [] : [{ kind, count }];
  });
  const [first, ...more] = counts;
  if (first === undefined) return 'Each setting agrees by itself; together they do not.';
  if (first.count === all) return `All ${all} settings ${WORDS[first.kind].many}.`;
  const says = counts.map(
    ({ kind, count }) => `${counted(count)} ${WORDS[kind][count === 1 ? 'one' : 'many']}`,
  );
  const last = more.length === 0 ? '' : ` and ${says.pop()}`;
  return `Of ${all} settings ${says.join(', ')}${last}.`;
}

const KINDS = ['invalid', 'differs', 'missing', 'unknown'] as const;
const WORDS = {
  invalid: { one: 'is invalid', many: 'are invalid' },
  differs: { one: 'differs', many: 'differ' },
  missing: { one: 'is missing', many: 'are missing' },
  unknown: { one: 'is unknown', many: 'are unknown' },
} as const;

/** The same value in several environments. */
export interface EnvironmentGroup {
  /** As written; null when it is not read. */
  value: string | null;
  from: string | null;
  mayBeOld: boolean;
  deployments: string[];
}

export function environmentGroups(environment: readonly SettingVariable[]): EnvironmentGroup[] {
  const groups = Map.groupBy(environment, ({ value, from, mayBeOld }) =>
    JSON.stringify([value, from, mayBeOld]),
  );
  return [...groups.values()].flatMap((those) => {
    const [first] = those;
    if (first === undefined) return [];
    const { value, from, mayBeOld } = first;
    return [{ value, from, mayBeOld, deployments: [...new Set(those.map(({ deployment }) => deployment))] }];
  });
}

/** `mlops-manager`; of many how many there are. */
export function deploymentsWords(names: readonly string[]): string {
  return names.length > 2 ? `${names.length} deployments` : names.join(' and ');
}

/** Where a setting can be written: in the config map, or in the environment of one deployment. */
export interface Place {
  /** Null is the config map. */
  deployment: string | null;
  title: string;
  /** What is there now; null where it is not. */
  value: string | null;
}

export function placesOf(setting: SettingView, report: ConfigurationReport): Place[] {
  const { change, configMap, environment, variable } = setting;
  if (change === 'rollout') return [];
  const [map] = report.configMaps;
  const written = environment.filter(({ from, name }) => from === null && name === variable);
  const inMap: Place = {
    deployment: null,
    title: `config map ${map?.name ?? ''}`,
    value: configMap?.value ?? null,
  };
  const there = [...new Set(written.map(({ deployment }) => deployment))].map((deployment) => ({
    deployment,
    title: `environment of ${deployment}`,
    value: written.find((it) => it.deployment === deployment)?.value ?? null,
  }));
  if (change === 'config map') return [...(map === undefined ? [] : [inMap]), ...there];
  if (there.length > 0) return there;
  // Nobody has it yet: whoever is known to run may get it.
  const known = new Set(report.settings.flatMap((it) => it.environment.map(({ deployment }) => deployment)));
  return [...known].sort().map((deployment) => ({
    ...{ deployment, title: `environment of ${deployment}`, value: null },
  }));
}

export function requestFor({ id }: SettingView, { deployment }: Place, value: string): OperationRequest {
  return deployment === null
    ? { kind: 'configuration.set', parameters: { setting: id, value } }
    : { kind: 'configuration.set-variable', parameters: { deployment, setting: id, value } };
}

/** What the field begins with: what it is to be, where it is not that. */
export function proposal({ target, verdict }: SettingView, place: Place | undefined): string {
  return verdict !== 'agrees' && target !== null
    ? target.value
    : (place?.value?.trim() ?? target?.value ?? '');
}
